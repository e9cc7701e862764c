// All destinations, or, while there is none, the way to the first.
import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { DestinationList } from "#components/destination/DestinationList";
import { ListSkeleton } from "#components/destination/ListSkeleton";
import { rowOf } from "#components/destination/listed";
import { NoDestinations } from "#components/destination/NoDestinations";
import { Button, LinkButton } from "#components/ui/Button";
import { PageHead } from "#components/ui/Card";
import { requireUser } from "#lib/auth/session";
import { listDestinations, recentlyDeleted } from "#lib/queries/destination";

export const metadata: Metadata = { title: "Destinations" };

export default function DestinationsPage() {
  return (
    <Suspense fallback={<ListSkeleton />}>
      <Destinations />
    </Suspense>
  );
}

async function Destinations() {
  const user = await requireUser("/destinations");
  const [listed, deleted] = await Promise.all([listDestinations(), recentlyDeleted()]);
  const reason = user.role === "admin" ? undefined : "Needs the role Admin";
  const isEmpty = listed.length === 0;
  const on = listed.filter(({ destination }) => destination.enabled).length;
  return (
    <>
      <PageHead
        actions={<NewDestination reason={reason} />}
        text={isEmpty ? "Any OTLP endpoint. You test before anything is saved." : summaryOf(listed.length, on)}
        title={isEmpty ? "Where should telemetry go?" : "Destinations"}
      />
      {isEmpty && <NoDestinations />}
      {(!isEmpty || deleted.length > 0) && (
        <DestinationList deleted={deleted} reason={reason} rows={listed.map(rowOf)} />
      )}
    </>
  );
}

function NewDestination({ reason }: { reason: string | undefined }) {
  const icon = <Plus aria-hidden="true" size={16} />;
  return reason ? (
    <Button icon={icon} reason={reason} variant="primary">
      New destination
    </Button>
  ) : (
    <LinkButton href="/destinations/new" icon={icon} variant="primary">
      New destination
    </LinkButton>
  );
}

function summaryOf(count: number, on: number): string {
  if (count === 1) return on === 1 ? "1 destination, on." : "1 destination, off.";
  if (on === count) return `${count} destinations, all on.`;
  return on === 0 ? `${count} destinations, all off.` : `${count} destinations, ${on} on.`;
}
