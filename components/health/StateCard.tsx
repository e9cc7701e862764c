"use client";
// The state in a sentence, what to do next, the orders that can be given now, and the ledger of all signals.
import { Pause, Play, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { State } from "#components/ui/State";
import { formatMoment } from "#components/ui/Time";
import { toast } from "#components/ui/toast";
import { countWords } from "#lib/destination/amount";
import { queuedNoun, totalOf } from "#lib/destination/ledger";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { statusSentence } from "#lib/destination/status-sentence";
import type { AppError } from "#lib/result";
import { AsOf } from "./AsOf";
import { DiscardDialog } from "./DiscardDialog";
import { LedgerBar } from "./LedgerBar";
import { LedgerSum } from "./LedgerSum";
import { give, type Order } from "./orders";

type StateCardProps = {
  saved: SavedDestination;
  host: string;
  status: Status;
  nowMs: number | null;
  /** Nobody answers: everything is as of `nowMs`. */
  isStale: boolean;
  /** Why orders cannot be given; absent for an admin. */
  reason: string | undefined;
  /** Reads the status anew, after an order. */
  readAgain: () => void;
};

export function StateCard(props: StateCardProps) {
  const { saved, host, status, nowMs, isStale } = props;
  const total = totalOf(status.ledger);
  const sentence =
    nowMs === null
      ? null
      : statusSentence({
          status,
          host,
          nowMs,
          clock: (iso) => formatMoment(new Date(iso), new Date(nowMs)),
          queue: saved.queue,
        });
  return (
    <section aria-labelledby="state" className="min-w-0 rounded-lg border border-line bg-surface shadow-1">
      {isStale && nowMs !== null && <AsOf className="rounded-t-lg border-b rail:px-5" ms={nowMs} />}
      <div className="grid gap-5 p-4 rail:px-5 rail:pt-5 rail:pb-6">
        <div className="flex items-start justify-between gap-x-8 gap-y-3 max-rail:flex-col">
          <div className="min-w-0 flex-1">
            <h2 className="flex flex-wrap items-center gap-x-2.5 text-16" id="state">
              <State name={status.state} words={sentence?.head} />
            </h2>
            <p className="mt-1.5 min-h-[1.5em] text-pretty break-words text-ink first-letter:uppercase" data-facts="">
              {sentence && `${sentence.facts}.`}
            </p>
            <p className="measure text-13 text-ink-2">{sentence?.step}</p>
            {/* A change of the state is news; a second that passes is none. */}
            <p aria-live="polite" className="sr-only" role="status">
              {sentence?.head}
            </p>
          </div>
          <Orders {...props} />
        </div>
        <LedgerBar ledger={total} name="All signals" size="md" state={status.state} />
        <LedgerSum ledger={total} />
      </div>
    </section>
  );
}

function Orders({ saved, status, reason, readAgain, nowMs }: StateCardProps) {
  const [busy, setBusy] = useState<Order | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [isAsking, setAsking] = useState(false);
  const { queued } = totalOf(status.ledger);
  const { one, many } = queuedNoun(status.ledger);
  const run = async (order: Order, done: string | ((items: number) => string)) => {
    setBusy(order);
    setFailure(null);
    const answer = await give(saved.id, order);
    setBusy(null);
    if (!answer.ok) return setFailure(answer.error);
    readAgain();
    // What the engine gave up is the true number: some may have come or gone since the page was drawn.
    toast({ title: typeof done === "string" ? done : done(answer.data?.items ?? queued) });
  };
  const isFailing = ["retrying", "refused", "backlogged"].includes(status.state);
  const isPaused = status.state === "paused";
  // What is on its way is no queue: a button that comes and goes each second moves those beside it.
  const hasQueue = queued > 0 && (status.state !== "delivering" || isOld(status.queue.oldestAt, nowMs));
  return (
    <div className="grid flex-none gap-2 max-rail:w-full rail:justify-items-end">
      {/* The one that is always there stands last, at the edge: no other comes to lie under a finger that has just pressed it. */}
      <div className="flex flex-wrap justify-end gap-2 max-rail:[&_svg]:hidden">
        {isFailing && (
          <Button
            busy={busy === "retry" ? "Trying" : undefined}
            icon={<RotateCw aria-hidden="true" size={14} />}
            onClick={() => void run("retry", `${saved.name} is tried now.`)}
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
          <Button
            busy={busy === "pause" ? "Pausing" : busy === "resume" ? "Resuming" : undefined}
            icon={isPaused ? <Play aria-hidden="true" size={14} /> : <Pause aria-hidden="true" size={14} />}
            onClick={() =>
              void (isPaused
                ? run("resume", `${saved.name} sends again.`)
                : run("pause", `${saved.name} is paused. What comes meanwhile is kept.`))
            }
            reason={reason}
            size="sm"
          >
            {isPaused ? "Resume" : "Pause"}
          </Button>
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
          void run("discard", (items) => `${countWords(items, one, many)} dropped.`);
        }}
      />
    </div>
  );
}

function isOld(oldestAt: string | null, nowMs: number | null): boolean {
  return oldestAt !== null && nowMs !== null && nowMs - Date.parse(oldestAt) > 10_000;
}
