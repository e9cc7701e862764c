"use client";
// The Health page of a saved destination, live: state, why, ledger, charts, attempts.
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { DraftNote } from "#components/destination/DraftNote";
import { SavedHead } from "#components/destination/SavedHead";
import { EmptyState } from "#components/ui/EmptyState";
import { useNow } from "#components/ui/Time";
import { totalOf } from "#lib/destination/ledger";
import type { StatusOfNodes } from "#lib/destination/node";
import type { SavedDestination } from "#lib/destination/schema";
import { heldWords } from "#lib/provisioned-words";
import { Attempts } from "./Attempts";
import { Charts } from "./Charts";
import { GivenUp } from "./GivenUp";
import { HealthSkeleton } from "./HealthSkeleton";
import { LiveData } from "./LiveData";
import { NodesTable } from "./NodesTable";
import { NothingYet } from "./NothingYet";
import { SignalTable } from "./SignalTable";
import { StateCard } from "./StateCard";
import { useLiveStatus } from "./use-live";
import { WhyCard } from "./WhyCard";

type HealthViewProps = {
  saved: SavedDestination;
  /** Null where the engine did not answer. */
  status: StatusOfNodes | null;
  host: string;
  /** Why this person may only look. */
  reason: string | undefined;
};

export function HealthView(props: HealthViewProps) {
  return (
    <LiveData>
      <Health {...props} />
    </LiveData>
  );
}

function Health({ saved: drawn, status: given, host, reason }: HealthViewProps) {
  const router = useRouter();
  const held = heldWords(drawn.provisioned);
  const [saved, setSaved] = useState(drawn);
  const { status, staleSince, isGone, readAgain } = useLiveStatus(saved.id, given);
  const clockMs = useNow();
  // Nothing is known beyond the last answer: ages and waits stand still there.
  const nowMs = clockMs === null ? null : (staleSince ?? clockMs);
  useEffect(() => {
    if (isGone) router.refresh();
  }, [isGone, router]);
  const isQuiet = status !== null && totalOf(status.ledger).received === 0;
  return (
    <>
      <SavedHead onSwitched={setSaved} open="health" reason={reason ?? held} saved={saved} />
      <DraftNote id={saved.id} />
      {status === null && staleSince === null && <HealthSkeleton />}
      {status === null && staleSince !== null && (
        <EmptyState title="No figures while the engine is away">
          What was received is stored on disk, and sent when it is back. The figures appear here by themselves.
        </EmptyState>
      )}
      {status !== null && (
        <>
          <StateCard
            host={host}
            isStale={staleSince !== null}
            nowMs={nowMs}
            readAgain={readAgain}
            reason={reason}
            saved={saved}
            status={status}
          />
          <WhyCard canWrite={reason === undefined && held === undefined} saved={saved} status={status} />
          {isQuiet && <NothingYet saved={saved} />}
          <SignalTable status={status} />
          <NodesTable nodes={status.nodes} nowMs={nowMs} />
          <Charts nowMs={nowMs} saved={saved} status={status} />
          <Attempts id={saved.id} />
          <GivenUp canWrite={reason === undefined} id={saved.id} ledger={status.ledger} />
        </>
      )}
    </>
  );
}
