// Where applications send to, and what came from whom.
import type { Metadata } from "next";
import { ReceiverView } from "#components/receiver/ReceiverView";
import { requireUser } from "#lib/auth/session";
import { readStatusList } from "#lib/queries/destination";

export const metadata: Metadata = { title: "Receiver" };

export default async function ReceiverPage() {
  await requireUser("/settings/receiver");
  const list = await readStatusList();
  return <ReceiverView given={list.ok ? list.data.receiver : null} />;
}
