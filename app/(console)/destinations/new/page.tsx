// A destination that does not exist yet.
import type { Metadata } from "next";
import { DestinationEditor } from "#components/destination/DestinationEditor";
import { requireUser } from "#lib/auth/session";

export const metadata: Metadata = { title: "New destination" };

export default async function NewDestinationPage() {
  const user = await requireUser("/destinations/new");
  return <DestinationEditor canWrite={user.role === "admin"} initial={null} />;
}
