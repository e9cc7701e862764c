// Received = delivered + queued + rejected + dropped, written out; the dropped ones with their reasons.
import { Scale, TriangleAlert } from "lucide-react";
import { cn } from "#components/ui/cn";
import { formatCount } from "#lib/destination/amount";
import { droppedOf, dropReasons, isBalanced } from "#lib/destination/ledger";
import type { LedgerShown } from "#lib/destination/status";
import { hatched } from "./LedgerBar";

export function LedgerSum({ ledger }: { ledger: LedgerShown }) {
  const dropped = droppedOf(ledger);
  const reasons = dropReasons(ledger);
  return (
    <div className="grid gap-4">
      <dl className="grid gap-y-2.5 rail:grid-cols-5">
        <Term amount={ledger.received} label="Received" />
        <Term amount={ledger.delivered} label="Delivered" mark="bg-span" sign="=" />
        <Term amount={ledger.queued} ink="text-wait-ink" label="Queued" mark={hatched} sign="+" />
        <Term amount={ledger.rejected} ink="text-stop-ink" label="Rejected" mark="bg-stop" sign="+" />
        <Term
          amount={dropped}
          ink="text-stop-ink"
          label="Dropped"
          mark="shadow-[inset_0_0_0_1.5px_var(--stop)]"
          sign="+"
        />
      </dl>
      {reasons.length > 0 && (
        <ul aria-label="Why items were dropped" className="flex flex-wrap gap-x-5 gap-y-1 text-12 text-ink-2">
          {reasons.map(({ reason, words, items }) => (
            <li key={reason}>
              <b className="font-strong text-stop-ink tabular-nums">{formatCount(items)}</b> dropped: {words}
            </li>
          ))}
        </ul>
      )}
      <Balance isRight={isBalanced(ledger)} />
    </div>
  );
}

function Balance({ isRight }: { isRight: boolean }) {
  return isRight ? (
    <p className="flex flex-wrap items-center gap-x-2 text-12 text-ink-3">
      <Scale aria-hidden="true" className="text-span-ink" size={14} />
      <b className="font-strong text-span-ink">Balances to the item</b>
      spans, data points and log records, across restarts
    </p>
  ) : (
    <p className="flex items-center gap-2 text-12 font-strong text-stop-ink">
      <TriangleAlert aria-hidden="true" size={14} />
      The sum does not add up. This is a fault of Outspan.
    </p>
  );
}

type TermProps = { label: string; amount: number; sign?: string; mark?: string; ink?: string };

function Term({ label, amount, sign, mark, ink }: TermProps) {
  return (
    <div className="flex items-center justify-between gap-3 rail:block">
      <dt className="flex items-center gap-1.5 text-12 text-ink-2 max-rail:text-13">
        {sign && <Sign className="w-4 text-center rail:hidden">{sign}</Sign>}
        {!sign && <span className="w-4 rail:hidden" />}
        {mark && <span aria-hidden="true" className={cn("size-2 rounded-[2px]", mark)} />}
        {label}
      </dt>
      <dd
        className={cn(
          "text-16 font-head tabular-nums rail:mt-0.5 rail:text-22 rail:tracking-[-0.02em]",
          amount === 0 && sign ? "font-soft! text-ink-3" : ink,
        )}
      >
        {sign && (
          <Sign className="-ml-5 inline-block w-5 text-14 font-text tracking-normal text-ink-3 max-rail:hidden">
            {sign}
          </Sign>
        )}
        {formatCount(amount)}
      </dd>
    </div>
  );
}

function Sign({ className, children }: { className: string; children: string }) {
  return (
    <span aria-hidden="true" className={className}>
      {children}
    </span>
  );
}
