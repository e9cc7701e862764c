// One saved destination: its settings as a form, secrets masked.
import { notFound } from "next/navigation";
import { ReadOnlyNote } from "#components/destination/ReadOnlyNote";
import { SavedEditor } from "#components/destination/SavedEditor";
import { ProvisionedNote } from "#components/provision/ProvisionedNote";
import { can } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { heldWords } from "#lib/provisioned-words";
import { getDestination } from "#lib/queries/destination";

type Parameters = { params: Promise<{ id: string }> };

export default async function DestinationSettingsPage({ params }: Parameters) {
  const { id } = await params;
  const user = await requireUser(`/destinations/${id}/settings`);
  const found = await getDestination(id);
  if (found === null) notFound();
  const canWrite = can(user.role, "destination:write");
  const held = heldWords(found.destination.provisioned);
  const note = canWrite ? held && <ProvisionedNote held={held} /> : <ReadOnlyNote />;
  const who = { canWrite, held, email: user.email, note };
  return <SavedEditor {...who} key={id} saved={found.destination} />;
}
