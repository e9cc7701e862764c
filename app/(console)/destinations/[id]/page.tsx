// One saved destination: its settings as a form, secrets masked.
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SavedEditor } from "#components/destination/SavedEditor";
import { can } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { getDestination } from "#lib/queries/destination";

type Parameters = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  const { id } = await params;
  // Of its own: a title is on its way before the page has asked who reads it.
  await requireUser(`/destinations/${id}`);
  const found = await getDestination(id);
  return { title: found?.destination.name ?? "Not found" };
}

export default async function DestinationPage({ params }: Parameters) {
  const { id } = await params;
  const user = await requireUser(`/destinations/${id}`);
  const found = await getDestination(id);
  if (found === null) notFound();
  return (
    <SavedEditor canWrite={can(user.role, "destination:write")} email={user.email} key={id} saved={found.destination} />
  );
}
