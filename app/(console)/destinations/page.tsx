// All destinations, or, while there is none, the way to the first.
import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { DestinationList } from "#components/destination/DestinationList";
import { ListSkeleton } from "#components/destination/ListSkeleton";
import { drawnRows } from "#components/destination/listed";
import { NoDestinations } from "#components/destination/NoDestinations";
import { ExpiryNote } from "#components/secret/ExpiryNote";
import { Button } from "#components/ui/Button";
import { PageHead } from "#components/ui/Card";
import { LinkButton } from "#components/ui/LinkButton";
import { LiveData } from "#components/ui/LiveData";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { presetLines } from "#lib/preset/listed";
import { listDestinations, readReceiver, recentlyDeleted } from "#lib/queries/destination";
import { listEndingSecrets } from "#lib/queries/secret";

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
  const [listed, deleted, ending] = await Promise.all([listDestinations(), recentlyDeleted(), listEndingSecrets()]);
  const reason = whyNot(user.role, "destination:write");
  const isEmpty = listed.length === 0;
  const on = listed.filter(({ destination }) => destination.enabled).length;
  return (
    <>
      <PageHead
        actions={<NewDestination label={isEmpty ? "Any OTLP endpoint" : "New destination"} reason={reason} />}
        text={isEmpty ? emptyText(reason) : summaryOf(listed.length, on, reason)}
        title={isEmpty ? "Where should telemetry go?" : "Destinations"}
      />
      <ExpiryNote secrets={ending} />
      {isEmpty && <First canWrite={reason === undefined} />}
      {(!isEmpty || deleted.length > 0) && (
        <LiveData>
          <DestinationList deleted={deleted} reason={reason} rows={drawnRows(listed)} />
        </LiveData>
      )}
    </>
  );
}

async function First({ canWrite }: { canWrite: boolean }) {
  const told = await readReceiver();
  return <NoDestinations canWrite={canWrite} lines={presetLines()} receiver={told.ok ? told.data.receiver : null} />;
}

function NewDestination({ label, reason }: { label: string; reason: string | undefined }) {
  const icon = <Plus aria-hidden="true" size={16} />;
  return reason ? (
    <Button icon={icon} reason={reason} variant="primary">
      {label}
    </Button>
  ) : (
    <LinkButton href="/destinations/new" icon={icon} variant="primary">
      {label}
    </LinkButton>
  );
}

function emptyText(reason: string | undefined): string {
  return reason
    ? "An editor adds the first one."
    : "Pick a backend to start from a filled form. You test before anything is saved.";
}

function summaryOf(count: number, on: number, reason: string | undefined): string {
  const much = count === 1 ? "1 destination" : `${count} destinations`;
  const all = count === 1 ? "" : "all ";
  const state = on === count ? `${all}on` : on === 0 ? `${all}off` : `${on} on`;
  return reason ? `${much}, ${state}. You can look, not change.` : `${much}, ${state}.`;
}
