"use client";
// What was tried, newest first, with the server's words; rows with the same answer fold.
import { Check, CircleSlash, RotateCw, Scissors, UnfoldVertical, X } from "lucide-react";
import { Fragment, useState } from "react";
import { Card } from "#components/ui/Card";
import { Segmented } from "#components/ui/Choice";
import { EmptyState, Skeleton } from "#components/ui/EmptyState";
import { Tag } from "#components/ui/Tag";
import { formatBytes, formatCount } from "#lib/destination/amount";
import type { DeliveryAttempt } from "#lib/destination/delivery";
import { signalFacts } from "#lib/otlp/signal";
import { type AttemptRun, runsOf } from "./attempt-runs";
import { brokeWords } from "./said";
import { useAttempts } from "./use-live";

type Filter = "all" | "retry" | "refused" | "partial";

const filters = [
  { value: "all", label: "All" },
  { value: "retry", label: "Retry" },
  { value: "refused", label: "Refused" },
  { value: "partial", label: "Partial" },
] as const;

const kinds: Record<Filter, readonly DeliveryAttempt["outcome"][]> = {
  all: ["accepted", "partial", "retry", "refused", "bad_batch", "too_large"],
  retry: ["retry"],
  refused: ["refused", "bad_batch", "too_large"],
  partial: ["partial"],
};

export function Attempts({ id }: { id: string }) {
  const { data, isError } = useAttempts(id);
  const [filter, setFilter] = useState<Filter>("all");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const runs = runsOf((data ?? []).filter(({ outcome }) => kinds[filter].includes(outcome)));
  const toggle = (key: string) =>
    setOpen((now) => (now.has(key) ? new Set([...now].filter((one) => one !== key)) : new Set(now).add(key)));
  const choice = (
    <Segmented hideLabel isSmall label="Which attempts" onValueChange={setFilter} options={filters} value={filter} />
  );
  return (
    <Card
      aside={<span className="max-rail:hidden">{choice}</span>}
      foot={
        data && data.length > 0 ? `The latest ${formatCount(data.length)}, kept since the engine started.` : undefined
      }
      text="Newest first, without content."
      title="Attempts"
    >
      <div className="border-b border-line-soft px-4 py-2.5 rail:hidden">{choice}</div>
      {data === undefined && !isError && <Waiting />}
      {data !== undefined && runs.length === 0 && (
        <div className="p-4 rail:p-5">
          <EmptyState title={filter === "all" ? "No attempts yet" : "None of this kind"}>
            {filter === "all" && "The first appears as soon as the first item is sent."}
          </EmptyState>
        </div>
      )}
      {runs.length > 0 && (
        <table className="block w-full text-13 rail:table" aria-label="Attempts">
          <thead className="text-12 text-ink-3 max-rail:sr-only">
            <tr className="border-b border-line-soft">
              <th className="py-2.5 pl-5 text-left font-mid">Time</th>
              <th className="px-3 text-left font-mid">Signal</th>
              <th className="px-3 text-right font-mid">Items</th>
              <th className="px-3 text-right font-mid">Size</th>
              <th className="px-3 text-right font-mid">Took</th>
              <th className="px-3 text-left font-mid">Outcome</th>
              <th className="px-3 text-left font-mid">Response</th>
              <th className="pr-5 pl-3 text-left font-mid">Server’s words</th>
            </tr>
          </thead>
          <tbody className="max-rail:block">
            {runs.map((run) => (
              <Run isOpen={open.has(run.key)} key={run.key} onToggle={() => toggle(run.key)} run={run} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Run({ run, isOpen, onToggle }: { run: AttemptRun; isOpen: boolean; onToggle: () => void }) {
  const oldest = run.folded.at(-1);
  return (
    <Fragment>
      {run.shown.map((attempt) => (
        <Row attempt={attempt} key={keyOf(attempt)} />
      ))}
      {oldest && (
        <tr className="border-t border-line-soft max-rail:block">
          <td className="p-0 max-rail:block" colSpan={8}>
            <button
              aria-expanded={isOpen}
              className="flex min-h-9 w-full items-center gap-2 bg-sunken px-5 py-1.5 text-left text-ink-2 transition-colors hover:bg-hover focus-visible:-outline-offset-2 max-rail:px-4 touch:min-h-11"
              onClick={onToggle}
              type="button"
            >
              <UnfoldVertical aria-hidden="true" className="text-ink-3" size={14} />
              <span>
                {formatCount(run.folded.length)} more with the same answer, since <Clock at={oldest.at} />
              </span>
            </button>
          </td>
        </tr>
      )}
      {isOpen && run.folded.map((attempt) => <Row attempt={attempt} key={keyOf(attempt)} />)}
    </Fragment>
  );
}

function keyOf({ at, signal, bytes, durationMs }: DeliveryAttempt): string {
  return [at, signal, bytes, durationMs].join(" ");
}

function Row({ attempt }: { attempt: DeliveryAttempt }) {
  const { at, signal, items, bytes, durationMs, status } = attempt;
  const cell = "max-rail:block rail:px-3";
  return (
    <tr className="border-t border-line-soft first:border-t-0 max-rail:grid max-rail:grid-cols-[auto_minmax(0,1fr)_auto] max-rail:gap-x-3 max-rail:gap-y-0.5 max-rail:px-4 max-rail:py-2.5">
      <td className="text-ink-2 max-rail:block rail:py-2 rail:pr-3 rail:pl-5">
        <Clock at={at} />
      </td>
      <td className={`${cell} font-strong`}>{signalFacts[signal].label}</td>
      <td className={`${cell} text-right tabular-nums max-rail:hidden`}>{formatCount(items)}</td>
      <td className={`${cell} text-right whitespace-nowrap tabular-nums max-rail:hidden`}>{formatBytes(bytes)}</td>
      <td className={`${cell} text-right whitespace-nowrap tabular-nums max-rail:hidden`}>{tookWords(durationMs)}</td>
      <td className={cell}>
        <OutcomeTag attempt={attempt} />
      </td>
      <td className={`${cell} tabular-nums max-rail:col-span-3 max-rail:text-12 max-rail:text-ink-3`}>
        <span className="rail:hidden">
          {formatCount(items)} items, {formatBytes(bytes)}, {tookWords(durationMs)}
          {status !== null && ", "}
        </span>
        {status ?? <span className="text-ink-3 max-rail:hidden">none</span>}
      </td>
      <td className="max-w-0 max-rail:col-span-3 max-rail:block max-rail:max-w-none rail:w-[34%] rail:py-1.5 rail:pr-5 rail:pl-3">
        <Words attempt={attempt} />
      </td>
    </tr>
  );
}

function Words({ attempt }: { attempt: DeliveryAttempt }) {
  const broke = brokeWords(attempt);
  if (broke !== null) return <span className="text-ink-3 [overflow-wrap:anywhere]">No answer: {broke}</span>;
  if (attempt.message === null) return <span className="text-ink-3 max-rail:hidden">none</span>;
  return (
    <code className="line-clamp-2 text-ink-2 [overflow-wrap:anywhere]" title={attempt.message}>
      {attempt.message}
    </code>
  );
}

function OutcomeTag({ attempt }: { attempt: DeliveryAttempt }) {
  const [tone, words, icon] = outcomes[attempt.outcome];
  return (
    <Tag icon={icon} tone={tone}>
      {words}
    </Tag>
  );
}

const outcomes = {
  accepted: ["span", "Accepted", <Check aria-hidden="true" key="icon" />],
  partial: ["wait", "Partial", <CircleSlash aria-hidden="true" key="icon" />],
  retry: ["wait", "Retry", <RotateCw aria-hidden="true" key="icon" />],
  refused: ["stop", "Refused", <X aria-hidden="true" key="icon" />],
  bad_batch: ["stop", "Given up", <X aria-hidden="true" key="icon" />],
  too_large: ["wait", "Cut in parts", <Scissors aria-hidden="true" key="icon" />],
} as const;

function tookWords(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** With seconds; these rows are drawn in the browser alone, which knows its zone. */
function Clock({ at }: { at: string }) {
  return (
    <time className="tabular-nums" dateTime={at}>
      {new Date(at).toLocaleTimeString("en-GB")}
    </time>
  );
}

function Waiting() {
  return (
    <div aria-busy="true" className="grid gap-4 p-5">
      <Skeleton className="w-full" />
      <Skeleton className="w-full" />
      <Skeleton className="w-2/3" />
    </div>
  );
}
