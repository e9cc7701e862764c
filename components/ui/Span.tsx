// The span: a thin bar from a hollow source to a destination that fills when things arrive. Progress of a probe only.
import { cn } from "./cn";

export type SpanState = "idle" | "running" | "done" | "failed";

/** Decoration beside a verdict in words, so hidden from screen readers. `progress` is 0 to 1, where it got to. */
export function Span({ state, progress = 0 }: { state: SpanState; progress?: number }) {
  const isIdle = state === "idle";
  const width = `${Math.round(Math.min(1, Math.max(0, state === "done" ? 1 : progress)) * 1000) / 10}%`;
  return (
    <div aria-hidden="true" className="flex h-3 items-center gap-[3px]">
      <span className={cn("size-2.5 flex-none rounded-full border-2", isIdle ? "border-control" : "border-span")} />
      <span className={cn("block flex-1 rounded-full", isIdle ? "h-0.5 bg-line" : "h-1 bg-selected")}>
        {!isIdle && (
          <span
            className={cn(
              "relative block h-full rounded-full transition-[width] duration-(--span-fill)",
              state === "failed"
                ? "bg-[linear-gradient(90deg,var(--span)_0_calc(100%-24px),var(--stop)_calc(100%-4px))]"
                : "bg-span",
            )}
            style={{ width }}
          >
            {state === "running" && (
              <span className="absolute -top-[3px] -right-[5px] size-2.5 rounded-full bg-span shadow-[0_0_0_4px_var(--span-faint)]" />
            )}
            {state === "failed" && (
              <span className="absolute -top-1.5 -right-2 grid size-4 place-items-center rounded-full bg-stop text-on-stop">
                <svg aria-hidden="true" height="8" stroke="currentColor" strokeWidth="1.75" viewBox="0 0 8 8" width="8">
                  <path d="M1.5 1.5l5 5M6.5 1.5l-5 5" strokeLinecap="round" />
                </svg>
              </span>
            )}
          </span>
        )}
      </span>
      <span
        className={cn(
          "size-2.5 flex-none rounded-full border-2",
          state === "done" ? "border-span bg-span" : "border-control",
        )}
      />
    </div>
  );
}
