"use client";
// A section that opens in place. Its content stays mounted while closed, so that what was typed in it is kept.
import { ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

export function Disclosure({
  title,
  summary,
  isOpen,
  onOpenChange,
  children,
}: {
  /** The button's accessible name. */
  title: string;
  /** One line of what is inside, its description. */
  summary?: ReactNode;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <div className="rounded-lg border border-line bg-surface shadow-1">
      <h2>
        <button
          aria-controls={`${id}-content`}
          aria-describedby={summary ? `${id}-summary` : undefined}
          aria-expanded={isOpen}
          aria-labelledby={`${id}-title`}
          className="flex w-full items-center gap-3 rounded-lg px-4 py-3 text-left transition-colors hover:bg-hover focus-visible:rounded-lg"
          onClick={() => onOpenChange(!isOpen)}
          type="button"
        >
          <ChevronRight
            aria-hidden="true"
            className={cn("text-ink transition-transform", isOpen && "rotate-90")}
            size={16}
          />
          <span className="min-w-0">
            <span className="block font-strong" id={`${id}-title`}>
              {title}
            </span>
            {summary && (
              <span className="block text-13 text-pretty text-ink-3" id={`${id}-summary`}>
                {summary}
              </span>
            )}
          </span>
        </button>
      </h2>
      <div className="px-4 pt-1 pb-5 rail:pl-11" hidden={!isOpen} id={`${id}-content`}>
        {children}
      </div>
    </div>
  );
}
