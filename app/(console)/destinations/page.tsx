// All destinations, or, while there is none, the way to the first.
import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { DestinationList } from "#components/destination/DestinationList";
import { ListSkeleton } from "#components/destination/ListSkeleton";
import { firstOf, rowOf } from "#components/destination/listed";
import { NoDestinations } from "#components/destination/NoDestinations";
import { LiveData } from "#components/health/LiveData";
import { PasteButton } from "#components/import/PasteButton";
import { ExpiryNote } from "#components/secret/ExpiryNote";
import { Button } from "#components/ui/Button";
import { PageHead } from "#components/ui/Card";
import { LinkButton } from "#components/ui/LinkButton";
import { whyNot } from "#lib/auth/permissions";
import { requireUser } from "#lib/auth/session";
import { formatCount } from "#lib/destination/amount";
import { presetLines } from "#lib/preset/listed";
import {
  listSavedDestinations,
  readReceiver,
  readStates,
  readStatuses,
  recentlyDeleted,
} from "#lib/queries/destination";
import { listEndingSecrets } from "#lib/queries/secret";

export const metadata: Metadata = { title: "Destinations" };

type Search = { q?: string | string[] };

export default async function DestinationsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { q } = await searchParams;
  return (
    <Suspense fallback={<ListSkeleton />}>
      <Destinations query={typeof q === "string" ? q : ""} />
    </Suspense>
  );
}

async function Destinations({ query }: { query: string }) {
  const user = await requireUser(query === "" ? "/destinations" : `/destinations?${new URLSearchParams({ q: query })}`);
  const [all, states, deleted, ending] = await Promise.all([
    listSavedDestinations(),
    readStates(),
    recentlyDeleted(),
    listEndingSecrets(),
  ]);
  const first = firstOf(all, states, query);
  const statuses = first.length === 0 ? null : await readStatuses(first);
  const reason = whyNot(user.role, "destination:write");
  const isEmpty = all.length === 0;
  const on = all.filter(({ enabled }) => enabled).length;
  return (
    <>
      <PageHead
        actions={
          <>
            <PasteButton reason={reason} />
            <NewDestination label={isEmpty ? "Any OTLP endpoint" : "New destination"} reason={reason} />
          </>
        }
        text={isEmpty ? emptyText(reason) : summaryOf(all.length, on, reason)}
        title={isEmpty ? "Where should telemetry go?" : "Destinations"}
      />
      <ExpiryNote secrets={ending} />
      {isEmpty && <First canWrite={reason === undefined} />}
      {(!isEmpty || deleted.length > 0) && (
        <LiveData>
          <DestinationList
            count={all.length}
            deleted={deleted}
            reason={reason}
            rows={first.map((one) => rowOf(one, statuses?.get(one.id) ?? null))}
          />
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
  const much = count === 1 ? "1 destination" : `${formatCount(count)} destinations`;
  const all = count === 1 ? "" : "all ";
  const state = on === count ? `${all}on` : on === 0 ? `${all}off` : `${formatCount(on)} on`;
  return reason ? `${much}, ${state}. You can look, not change.` : `${much}, ${state}.`;
}
