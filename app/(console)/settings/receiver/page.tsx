// Where applications send to, and what came from whom.
import type { Metadata } from "next";
import { ReceiverView } from "#components/receiver/ReceiverView";
import { requireUser } from "#lib/auth/session";
import { readReceiver } from "#lib/queries/destination";

export const metadata: Metadata = { title: "Receiver" };

export default async function ReceiverPage() {
  await requireUser("/settings/receiver");
  const told = await readReceiver();
  return <ReceiverView given={told.ok ? told.data.receiver : null} />;
}
