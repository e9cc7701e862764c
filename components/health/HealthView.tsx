"use client";
// The Health page of a saved destination, live: state, why, ledger, charts, attempts.
import { Unplug } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { SavedHead } from "#components/destination/SavedHead";
import { LiveData } from "#components/ui/LiveData";
import { Note } from "#components/ui/Note";
import { formatMoment, useNow } from "#components/ui/Time";
import { totalOf } from "#lib/destination/ledger";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { Attempts } from "./Attempts";
import { Charts } from "./Charts";
import { HealthSkeleton } from "./HealthSkeleton";
import { NothingYet } from "./NothingYet";
import { SignalTable } from "./SignalTable";
import { StateCard } from "./StateCard";
import { useLiveStatus } from "./use-live";
import { WhyCard } from "./WhyCard";

type HealthViewProps = {
  saved: SavedDestination;
  /** Null where the engine did not answer. */
  status: Status | null;
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
  const [saved, setSaved] = useState(drawn);
  const { status, staleSince, isGone, readAgain } = useLiveStatus(saved.id, given);
  const nowMs = useNow();
  useEffect(() => {
    if (isGone) router.refresh();
  }, [isGone, router]);
  const isQuiet = status !== null && totalOf(status.ledger).received === 0;
  return (
    <>
      <SavedHead onSwitched={setSaved} open="health" reason={reason} saved={saved} />
      {staleSince !== null && <Away nowMs={nowMs} since={staleSince} hasFigures={status !== null} />}
      {status === null && staleSince === null && <HealthSkeleton />}
      {status !== null && (
        <>
          <StateCard host={host} nowMs={nowMs} reason={reason} saved={saved} status={status} readAgain={readAgain} />
          <WhyCard canWrite={reason === undefined} saved={saved} status={status} />
          {isQuiet && <NothingYet saved={saved} />}
          <SignalTable status={status} />
          <Charts id={saved.id} nowMs={nowMs} queue={saved.queue} status={status} />
          <Attempts id={saved.id} />
        </>
      )}
    </>
  );
}

function Away({ since, nowMs, hasFigures }: { since: number; nowMs: number | null; hasFigures: boolean }) {
  const clock = nowMs === null ? "" : formatMoment(new Date(since), new Date(nowMs));
  return (
    <Note
      icon={<Unplug />}
      role="status"
      title={hasFigures ? `The engine does not answer. Figures as of ${clock}.` : "The engine does not answer."}
      tone="wait"
    >
      What was received is stored on disk and safe; it is sent when the engine is back. Trying again each second.
    </Note>
  );
}
