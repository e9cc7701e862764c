"use client";
// What is wrong with the receiver, and what comes in right now and nobody wants: told with what to do.
import { useEffect, useRef, useState } from "react";
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";
import { countWords } from "#lib/destination/amount";
import { signalFacts, signals } from "#lib/otlp/signal";
import { type Counts, type Fleet, grownOf } from "./fleet";

/** Longer than the minute that lies between two exports of metrics. */
const stillMs = 75_000;

export function ReceiverNotes({ fleet, canWrite }: { fleet: Fleet | null; canWrite: boolean }) {
  const unrouted = useUnrouted(fleet);
  if (fleet === null) return null;
  return (
    <>
      {fleet.receiver.problems.map((problem) => (
        <Note key={problem} title={problem} tone="wait" />
      ))}
      {unrouted !== null && (
        <Note
          actions={
            canWrite && (
              <LinkButton href="/destinations/new" size="sm">
                New destination
              </LinkButton>
            )
          }
          title="Some of what comes in reaches no destination."
          tone="wait"
        >
          {signals
            .filter((signal) => unrouted[signal] > 0)
            .map((signal) => countWords(unrouted[signal], signalFacts[signal].item, signalFacts[signal].items))
            .join(", ")}{" "}
          since this page was opened: no destination that is on has this signal on and the receiver among its sources.
          Switch the signal on where it should go, or add a destination.
        </Note>
      )}
    </>
  );
}

/** What reached no destination since the page was opened; null once no more came for a while. What was before is no news. */
function useUnrouted(fleet: Fleet | null): Counts | null {
  const first = useRef<Fleet | null>(null);
  const last = useRef<Fleet | null>(null);
  const grownAtMs = useRef(Number.NEGATIVE_INFINITY);
  const [unrouted, setUnrouted] = useState<Counts | null>(null);
  useEffect(() => {
    if (fleet === null) return;
    const total = grownOf(first.current, fleet);
    if (total === null) first.current = fleet;
    if (grownOf(last.current, fleet)?.some) grownAtMs.current = fleet.atMs;
    last.current = fleet;
    setUnrouted(total !== null && fleet.atMs - grownAtMs.current <= stillMs ? total.counts : null);
  }, [fleet]);
  return unrouted;
}
