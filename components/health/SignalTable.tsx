// State and ledger of each signal: a table from 901 px, two-line rows on a phone.
import { cn } from "#components/ui/cn";
import { State } from "#components/ui/State";
import { formatCount } from "#lib/destination/amount";
import { droppedOf } from "#lib/destination/ledger";
import type { Status } from "#lib/destination/status";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { LedgerBar } from "./LedgerBar";

const heads = ["Received", "Delivered", "Queued", "Rejected", "Dropped"] as const;

export function SignalTable({ status }: { status: Status }) {
  return (
    <section aria-label="Signals" className="min-w-0 rounded-lg border border-line bg-surface shadow-1">
      <table className="w-full text-13 max-rail:hidden">
        <thead className="text-12 text-ink-3">
          <tr className="border-b border-line-soft">
            <th className="py-2.5 pl-5 text-left font-mid">Signal</th>
            <th className="px-3 text-left font-mid">State</th>
            {heads.map((head) => (
              <th className="px-3 text-right font-mid" key={head}>
                {head}
              </th>
            ))}
            <th className="w-[19%] pr-5">
              <span className="sr-only">Ledger</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {signals.map((signal) => (
            <TableRow key={signal} signal={signal} status={status} />
          ))}
        </tbody>
      </table>
      <ul className="divide-y divide-line-soft rail:hidden">
        {signals.map((signal) => (
          <PhoneRow key={signal} signal={signal} status={status} />
        ))}
      </ul>
    </section>
  );
}

type RowProps = { signal: Signal; status: Status };

function TableRow({ signal, status }: RowProps) {
  const ledger = status.ledger[signal];
  const { state } = status.signals[signal];
  const dropped = droppedOf(ledger);
  return (
    <tr className="border-line-soft [&+tr]:border-t">
      <th className="py-2.5 pl-5 text-left font-strong" scope="row">
        {signalFacts[signal].label}
      </th>
      <td className="px-3">
        <State name={state} />
      </td>
      <Figure amount={ledger.received} />
      <Figure amount={ledger.delivered} />
      <Figure amount={ledger.queued} ink="font-strong text-wait-ink" />
      <Figure amount={ledger.rejected} ink="font-strong text-stop-ink" />
      <Figure amount={dropped} ink="font-strong text-stop-ink" />
      <td className="pr-5 pl-3">
        <LedgerBar ledger={ledger} name={signalFacts[signal].label} state={state} />
      </td>
    </tr>
  );
}

function Figure({ amount, ink }: { amount: number; ink?: string }) {
  return (
    <td className={cn("px-3 text-right tabular-nums", amount === 0 ? "text-ink-3" : ink)}>{formatCount(amount)}</td>
  );
}

function PhoneRow({ signal, status }: RowProps) {
  const ledger = status.ledger[signal];
  const { state } = status.signals[signal];
  const lost = ledger.rejected + droppedOf(ledger);
  return (
    <li className="grid gap-2 px-4 py-3.5">
      <div className="flex items-center justify-between gap-3">
        <span className="font-strong">{signalFacts[signal].label}</span>
        <span className="text-13">
          <State name={state} />
        </span>
      </div>
      <LedgerBar ledger={ledger} name={signalFacts[signal].label} state={state} />
      <p className="flex flex-wrap justify-between gap-x-3 text-12 text-ink-3 tabular-nums">
        <span>
          {formatCount(ledger.delivered)} of {formatCount(ledger.received)} delivered
        </span>
        {ledger.queued > 0 && <span className="font-strong text-wait-ink">{formatCount(ledger.queued)} queued</span>}
        {lost > 0 && (
          <span className="font-strong text-stop-ink">
            {formatCount(ledger.rejected)} rejected, {formatCount(droppedOf(ledger))} dropped
          </span>
        )}
      </p>
    </li>
  );
}
