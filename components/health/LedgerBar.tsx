// The span as a ledger: linear, what is above zero is never thinner than 4 px, each part with a texture of its own.
import { cn } from "#components/ui/cn";
import { formatCount } from "#lib/destination/amount";
import { droppedOf } from "#lib/destination/ledger";
import type { LedgerShown, State } from "#lib/destination/status";

export const hatched =
  "bg-wait-soft bg-[repeating-linear-gradient(115deg,var(--wait)_0_3px,transparent_3px_6px)] shadow-[inset_0_0_0_1px_var(--wait)]";

type LedgerBarProps = { ledger: LedgerShown; state: State; name: string; size?: "md" | "sm" };

export function LedgerBar({ ledger, state, name, size = "sm" }: LedgerBarProps) {
  const { received, delivered, queued, rejected } = ledger;
  const dropped = droppedOf(ledger);
  const height = size === "md" ? "h-2" : "h-1.5";
  const node = cn("flex-none rounded-full border-[1.75px]", size === "md" ? "size-2.5" : "size-2");
  const isWell = state === "delivering" && received > 0;
  return (
    <div
      aria-label={`${name}: ${formatCount(received)} received, ${formatCount(delivered)} delivered, ${formatCount(queued)} queued, ${formatCount(rejected)} rejected, ${formatCount(dropped)} dropped`}
      className="flex items-center gap-[3px]"
      role="img"
    >
      <span className={cn(node, "border-ink-3")} />
      <span className="flex min-w-0 flex-1 items-center gap-px">
        {received === 0 ? (
          <span
            className={cn("flex-1", state === "off" ? "h-0.5 bg-line" : "border-t-2 border-dashed border-control")}
          />
        ) : (
          <>
            <Part className={cn(height, "bg-span")} items={delivered} />
            <Part className={cn(height, size === "md" ? hatched : "bg-wait")} items={queued} />
            <Part className={cn(height, "bg-stop")} items={rejected} />
            <Part className={cn(height, "bg-surface shadow-[inset_0_0_0_1.5px_var(--stop)]")} items={dropped} />
          </>
        )}
      </span>
      <span className={cn(node, nodeLook(state, isWell))} />
    </div>
  );
}

function nodeLook(state: State, isWell: boolean): string {
  if (isWell) return "border-span bg-span";
  if (state === "refused") return "border-stop";
  return state === "retrying" || state === "backlogged" ? "border-wait" : "border-ink-3";
}

function Part({ items, className }: { items: number; className: string }) {
  if (items <= 0) return null;
  return (
    <span
      className={cn("min-w-1 basis-0 first:rounded-l-full last:rounded-r-full", className)}
      style={{ flexGrow: items }}
    />
  );
}
