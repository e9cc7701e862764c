// How this instance was started, where destinations may point, and what its containers are called in exported metrics.
import type { Metadata } from "next";
import { AuditDaysForm } from "#components/settings/AuditDaysForm";
import { NamesForm } from "#components/settings/NamesForm";
import { InstanceCard, TargetPolicyCard } from "#components/settings/SettingsCards";
import { SettingsHistory } from "#components/settings/SettingsHistory";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { heldWords } from "#lib/provisioned-words";
import { listSettingsRevisions } from "#lib/queries/revision";
import { readSettings } from "#lib/queries/settings";

export const metadata: Metadata = { title: "Instance" };

export default async function InstancePage() {
  const user = await requireUser("/settings/instance");
  const revisions = await listSettingsRevisions();
  const { targets, names, auditDays, webhooks: _, provisioned, ...instance } = await readSettings();
  const reason = whyNot(user.role, "settings:write");
  return (
    <>
      <NamesForm names={names} reason={reason ?? heldWords(provisioned.names)} />
      <AuditDaysForm auditDays={auditDays} reason={reason ?? heldWords(provisioned.auditDays)} />
      <SettingsHistory revisions={revisions} />
      <TargetPolicyCard targets={targets} />
      <InstanceCard {...instance} />
    </>
  );
}
