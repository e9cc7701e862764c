// A destination that does not exist yet.
import type { Metadata } from "next";
import { DestinationEditor } from "#components/destination/DestinationEditor";
import { can } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";

export const metadata: Metadata = { title: "New destination" };

export default async function NewDestinationPage() {
  const user = await requireUser("/destinations/new");
  return <DestinationEditor canWrite={can(user.role, "destination:write")} email={user.email} given={null} />;
}
