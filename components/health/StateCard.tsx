"use client";
// The state in a sentence, what to do next, the orders that can be given now, and the ledger of all signals.
import { State } from "#components/ui/State";
import { formatMoment } from "#components/ui/Time";
import { totalOf } from "#lib/destination/ledger";
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { statusSentence } from "#lib/destination/status-sentence";
import { AsOf } from "./AsOf";
import { LedgerBar } from "./LedgerBar";
import { LedgerSum } from "./LedgerSum";
import { OrderButtons } from "./OrderButtons";

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
          <OrderButtons {...props} />
        </div>
        <LedgerBar ledger={total} name="All signals" size="md" state={status.state} />
        <LedgerSum ledger={total} />
      </div>
    </section>
  );
}
