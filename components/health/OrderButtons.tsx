"use client";
// The orders that can be given to a destination's delivery now: retry, discard, pause and resume. What went wrong is told beside them.
import { Pause, Play, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { toast } from "#components/ui/toast";
import { countWords } from "#lib/destination/amount";
import { queuedNoun, totalOf } from "#lib/destination/ledger";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import type { AppError } from "#lib/result";
import { DiscardDialog } from "./DiscardDialog";
import { give, type Order } from "./orders";

type OrderButtonsProps = {
  saved: SavedDestination;
  status: Status;
  nowMs: number | null;
  /** Why orders cannot be given; absent for an admin. */
  reason: string | undefined;
  /** Reads the status anew, after an order. */
  readAgain: () => void;
};

export function OrderButtons({ saved, status, reason, readAgain, nowMs }: OrderButtonsProps) {
  const { busy, failure, run } = useOrders(saved.id, readAgain);
  const [isAsking, setAsking] = useState(false);
  const { queued } = totalOf(status.ledger);
  const { one, many } = queuedNoun(status.ledger);
  const isFailing = ["retrying", "refused", "backlogged"].includes(status.state);
  // What is on its way is no queue: a button that comes and goes each second moves those beside it.
  const hasQueue = queued > 0 && (status.state !== "delivering" || isOld(status.queue.oldestAt, nowMs));
  // What the engine gave up is the true number: some may have come or gone since the page was drawn.
  const discardedWords = (items: number | undefined) => `${countWords(items ?? queued, one, many)} dropped.`;
  return (
    <div className="grid flex-none gap-2 max-rail:w-full rail:justify-items-end">
      {/* The one that is always there stands last, at the edge: no other comes to lie under a finger that has just pressed it. */}
      <div className="flex flex-wrap justify-end gap-2 max-rail:[&_svg]:hidden">
        {isFailing && (
          <Button
            busy={busy === "retry" ? "Trying" : undefined}
            icon={<RotateCw aria-hidden="true" size={14} />}
            onClick={() => void run("retry", () => `${saved.name} is tried now.`)}
            reason={reason}
            size="sm"
          >
            Retry now
          </Button>
        )}
        {hasQueue && (
          <Button
            busy={busy === "discard" ? "Discarding" : undefined}
            icon={<Trash2 aria-hidden="true" size={14} />}
            onClick={() => setAsking(true)}
            reason={reason}
            size="sm"
          >
            Discard queue
          </Button>
        )}
        {status.state !== "off" && (
          <PauseButton busy={busy} isPaused={status.state === "paused"} name={saved.name} reason={reason} run={run} />
        )}
      </div>
      {failure && <Note role="alert" title={failure.message} tone="stop" />}
      <DiscardDialog
        isOpen={isAsking}
        ledger={status.ledger}
        name={saved.name}
        onClose={() => setAsking(false)}
        onDiscard={() => {
          setAsking(false);
          void run("discard", discardedWords);
        }}
      />
    </div>
  );
}

type Run = (order: Order, words: (items: number | undefined) => string) => Promise<void>;
type PauseButtonProps = { name: string; isPaused: boolean; busy: Order | null; reason: string | undefined; run: Run };

function PauseButton({ name, isPaused, busy, reason, run }: PauseButtonProps) {
  const turn = () =>
    isPaused
      ? run("resume", () => `${name} sends again.`)
      : run("pause", () => `${name} is paused. What comes meanwhile is kept.`);
  return (
    <Button
      busy={busy === "pause" ? "Pausing" : busy === "resume" ? "Resuming" : undefined}
      icon={isPaused ? <Play aria-hidden="true" size={14} /> : <Pause aria-hidden="true" size={14} />}
      onClick={() => void turn()}
      reason={reason}
      size="sm"
    >
      {isPaused ? "Resume" : "Pause"}
    </Button>
  );
}

/** One order at a time; `words` say what was done. */
function useOrders(id: string, readAgain: () => void) {
  const [busy, setBusy] = useState<Order | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const run: Run = async (order, words) => {
    setBusy(order);
    setFailure(null);
    const answer = await give(id, order);
    setBusy(null);
    if (!answer.ok) return setFailure(answer.error);
    readAgain();
    toast({ title: words(answer.data?.items) });
  };
  return { busy, failure, run };
}

function isOld(oldestAt: string | null, nowMs: number | null): boolean {
  return oldestAt !== null && nowMs !== null && nowMs - Date.parse(oldestAt) > 10_000;
}
