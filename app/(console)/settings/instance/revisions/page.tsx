// The revisions of the settings: the one that the address chooses, beside the one before it or another.
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SettingsRevisions } from "#components/revision/SettingsRevisions";
import { LinkButton } from "#components/ui/LinkButton";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { listSettingsRevisions, readSettingsDifference } from "#lib/queries/revision";

export const metadata: Metadata = { title: "Revisions of the settings" };

type Query = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SettingsRevisionsPage({ searchParams }: Query) {
  const user = await requireUser("/settings/instance/revisions");
  const search = await searchParams;
  const revisions = (await listSettingsRevisions()).map(({ changes: _, ...line }) => line);
  const [current] = revisions;
  // A number that is not kept any more, as in an old link, shows the current one.
  const chosen = revisions.find(({ revision }) => String(revision) === search.revision) ?? current;
  if (chosen === undefined || current === undefined) notFound();
  const from = revisions.find(({ revision }) => String(revision) === search.from)?.revision;
  const difference = await readSettingsDifference(chosen.revision, from);
  if (difference === null) notFound();
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-16 font-title">Revisions of the settings</h2>
        <LinkButton href="/settings/instance" size="sm" variant="ghost">
          Back to the settings
        </LinkButton>
      </div>
      <SettingsRevisions
        chosen={chosen}
        current={current.revision}
        difference={difference}
        reason={whyNot(user.role, "settings:write")}
        revisions={revisions}
      />
    </>
  );
}
