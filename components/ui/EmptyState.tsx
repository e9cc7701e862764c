// Nothing here: the fact, when it will change, one way out. And the shape of rows that are still on their way.
import type { ReactNode } from "react";
import { cn } from "./cn";

export function EmptyState({ title, action, children }: { title: string; action?: ReactNode; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-1 rounded-md border border-dashed border-control px-6 py-8 text-center">
      <p className="font-head">{title}</p>
      {children && <div className="max-w-[44ch] text-13 text-pretty text-ink-3">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** Appears after 150 ms: what is faster than that should not flicker. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <span aria-hidden="true" className={cn("skeleton block h-3 rounded-xs bg-selected", className)} />;
}
