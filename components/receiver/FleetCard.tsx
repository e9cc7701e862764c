"use client";
// The receiver and all signals at the top of the list: where to send, what comes in, what waits.
import { ChartColumn, ListTree, ScrollText } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { LedgerBar } from "#components/health/LedgerBar";
import { CopyButton } from "#components/ui/CopyButton";
import { cn } from "#components/ui/cn";
import { Sparkline } from "#components/ui/Sparkline";
import { formatCount, formatRate, formatShort } from "#lib/destination/amount";
import type { LedgerShown } from "#lib/destination/status";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { receiverUrl } from "./endpoint-block";
import { type Counts, countOf, type Fleet, ratesOf } from "./fleet";

const icons: Record<Signal, typeof ListTree> = { traces: ListTree, metrics: ChartColumn, logs: ScrollText };
const units: Record<Signal, string> = { traces: "spans/s", metrics: "points/s", logs: "records/s" };
const keptLooks = 60;
const rateMs = 10_500;

export function FleetCard({ fleet }: { fleet: Fleet | null }) {
  const looks = useRates(fleet);
  const latest = looks.at(-1) ?? null;
  return (
    <section
      aria-label="Receiver"
      className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface shadow-1"
    >
      <Endpoints fleet={fleet} rate={latest} />
      <ul className="grid divide-line-soft max-rail:divide-y rail:grid-cols-3 rail:divide-x">
        {signals.map((signal) => (
          <SignalCell
            fleet={fleet}
            key={signal}
            looks={looks.map((look) => look[signal])}
            rate={latest === null ? null : latest[signal]}
            signal={signal}
          />
        ))}
      </ul>
    </section>
  );
}

function Endpoints({ fleet, rate }: { fleet: Fleet | null; rate: Counts | null }) {
  const receiver = fleet?.receiver ?? null;
  const isOpen = receiver !== null && (receiver.http ?? receiver.grpc) !== null;
  const perSecond = rate === null ? 0 : countOf(rate);
  const words =
    receiver === null ? "Receiver" : !isOpen ? "Receiver closed" : perSecond > 0 ? "Receiving" : "Receiver waiting";
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-5 gap-y-1 border-b border-line-soft px-4 py-2 text-13 rail:px-5">
      <p className="flex items-center gap-2 font-strong">
        <span
          aria-hidden="true"
          className={`size-2 rounded-full ${perSecond > 0 ? "bg-span" : isOpen ? "bg-control" : "shadow-[inset_0_0_0_1.5px_var(--control)]"}`}
        />
        {words}
        {rate !== null && (
          <span className="font-text text-ink-3 tabular-nums">
            {perSecond > 0 ? `${formatRate(perSecond)} items/s` : "nothing right now"}
          </span>
        )}
      </p>
      {receiver?.http && <Endpoint kind="HTTP" url={receiverUrl(receiver, receiver.http, location.hostname)} />}
      {receiver?.grpc && <Endpoint kind="gRPC" url={receiverUrl(receiver, receiver.grpc, location.hostname)} />}
    </div>
  );
}

function Endpoint({ kind, url }: { kind: string; url: string }) {
  return (
    <p className="flex min-w-0 items-center gap-1.5">
      <span className="text-ink-3">{kind}</span>
      <code className="truncate text-ink-2">{url}</code>
      <CopyButton label={`Copy the address for ${kind}`} text={url} />
    </p>
  );
}

type CellProps = { signal: Signal; fleet: Fleet | null; looks: readonly number[]; rate: number | null };

function SignalCell({ signal, fleet, looks, rate }: CellProps) {
  const Icon = icons[signal];
  const { label } = signalFacts[signal];
  const ledger = fleet?.ledger[signal] ?? null;
  return (
    <li className="grid grid-cols-[88px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-3 px-4 py-2.5 rail:grid-cols-[minmax(0,1fr)_auto] rail:content-start rail:items-baseline rail:px-5 rail:py-4">
      <span className="flex items-center gap-2 text-13 font-strong text-ink-2">
        <Icon aria-hidden="true" className="text-ink-3" size={16} />
        {label}
      </span>
      <span className="text-right text-12 text-ink-3 max-rail:order-3 rail:text-13">
        <b className="text-16 font-head text-ink tabular-nums rail:text-22">{rate === null ? "–" : formatRate(rate)}</b>{" "}
        <span className="max-rail:block">{units[signal]}</span>
      </span>
      <div className="rail:col-span-2">
        <Sparkline values={looks} />
      </div>
      {ledger !== null && <CellLedger label={label} ledger={ledger} />}
    </li>
  );
}

/** On a phone without the bar: each destination has its own. */
function CellLedger({ label, ledger }: { label: string; ledger: LedgerShown }) {
  const isIdle = ledger.received === 0;
  return (
    <div className={cn("grid gap-3 max-rail:order-4 max-rail:col-span-3 rail:col-span-2", isIdle && "max-rail:hidden")}>
      <div className="max-rail:hidden">
        <LedgerBar
          ledger={ledger}
          name={`${label}, all destinations`}
          state={ledger.queued > 0 ? "retrying" : "delivering"}
        />
      </div>
      <p className="flex justify-between gap-3 text-12 text-ink-3 tabular-nums">
        <span title={formatCount(ledger.delivered)}>{formatShort(ledger.delivered)} delivered</span>
        {ledger.queued > 0 && (
          <span className="font-strong text-wait-ink" title={formatCount(ledger.queued)}>
            {formatShort(ledger.queued)} queued
          </span>
        )}
      </p>
    </div>
  );
}

/** The rates seen since the page is open, oldest first, each over the ten seconds before it: senders send in bursts. */
function useRates(fleet: Fleet | null): readonly Counts[] {
  const before = useRef<readonly Fleet[]>([]);
  const [looks, setLooks] = useState<readonly Counts[]>([]);
  useEffect(() => {
    if (fleet === null) return;
    before.current = before.current.filter(({ atMs }) => fleet.atMs - atMs <= rateMs);
    const rates = ratesOf(before.current[0] ?? null, fleet);
    if (rates !== null) setLooks((now) => [...now.slice(1 - keptLooks), rates]);
    // An engine that began anew counts from nothing.
    before.current = rates === null ? [fleet] : [...before.current, fleet];
  }, [fleet]);
  return looks;
}
