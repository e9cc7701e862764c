// A card with an optional head and foot, and the head of a page. Knows no content.
import type { ReactNode } from "react";
import { cn } from "./cn";

export function Card({
  id,
  title,
  text,
  aside,
  foot,
  className,
  children,
}: {
  id?: string | undefined;
  title?: string;
  text?: ReactNode;
  /** At the right end of the head. */
  aside?: ReactNode;
  foot?: ReactNode;
  className?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <section className={cn("min-w-0 rounded-lg border border-line bg-surface shadow-1", className)} id={id}>
      {title && (
        <div
          className={cn(
            "flex min-h-[52px] items-center justify-between gap-3 px-4 py-3.5 max-rail:flex-wrap rail:px-5",
            Boolean(children || foot) && "border-b border-line-soft",
          )}
        >
          <div className={cn("min-w-0", Boolean(text && aside) && "max-rail:flex-1 max-rail:basis-60")}>
            <h2 className="font-strong tracking-[-0.006em]">{title}</h2>
            {text && <p className="mt-px text-13 text-pretty text-ink-3">{text}</p>}
          </div>
          {aside && <div className="flex-none">{aside}</div>}
        </div>
      )}
      {children}
      {foot && <div className="border-t border-line-soft px-4 py-3 text-13 text-ink-3 rail:px-5">{foot}</div>}
    </section>
  );
}

export function PageHead({ title, text, actions }: { title: string; text?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex items-end gap-4 max-rail:flex-wrap max-rail:items-start max-rail:gap-3">
      <div className="min-w-0 flex-1 max-rail:basis-full">
        <h1 className="text-22 font-title break-words">{title}</h1>
        {text && <p className="measure mt-[3px] text-ink-2">{text}</p>}
      </div>
      {actions && <div className="flex flex-none gap-2 max-rail:w-full max-rail:*:flex-1">{actions}</div>}
    </div>
  );
}
