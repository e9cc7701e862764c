// How one saved destination is doing.
import { notFound } from "next/navigation";
import { hostOf } from "#components/destination/listed";
import { HealthView } from "#components/health/HealthView";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { getDestination } from "#lib/queries/destination";

type Parameters = { params: Promise<{ id: string }> };

export default async function DestinationPage({ params }: Parameters) {
  const { id } = await params;
  const user = await requireUser(`/destinations/${id}`);
  const found = await getDestination(id);
  if (found === null) notFound();
  const reason = whyNot(user.role, "destination:write");
  return (
    <HealthView
      host={hostOf(found.destination)}
      key={id}
      reason={reason}
      saved={found.destination}
      status={found.status}
    />
  );
}
