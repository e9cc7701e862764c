// Where news of a destination's health goes, beside this page.
import type { Metadata } from "next";
import { Webhooks } from "#components/settings/Webhooks";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { heldWords } from "#lib/provisioned-words";
import { readSettings } from "#lib/queries/settings";

export const metadata: Metadata = { title: "Notices" };

export default async function NoticesPage() {
  const user = await requireUser("/settings/notices");
  const { webhooks, provisioned } = await readSettings();
  return <Webhooks reason={whyNot(user.role, "settings:write") ?? heldWords(provisioned.webhooks)} saved={webhooks} />;
}
