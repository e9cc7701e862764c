// What comes next for the first admin, drawn as a span that has just begun.
import type { ReactNode } from "react";
import { Code } from "#components/ui/Code";
import { cn } from "#components/ui/cn";

export function SetupSteps() {
  return (
    <>
      <h2 className="text-16 font-head tracking-[-0.012em]">Three steps, about two minutes</h2>
      <ol className="mt-7 grid">
        <Step isCurrent number={1} title="Create the first account">
          An admin’s. Stays on this machine. Add people later.
        </Step>
        <Step number={2} title="Add a destination">
          Enter its endpoint, paste a key, press Save &amp; test. Within a second you see whether traces, metrics and
          logs are accepted.
        </Step>
        <Step isLast number={3} title="Read the verdict">
          Stage by stage: what the server said, and what to change. No Collector at hand? Run this beside Outspan; it
          listens on <code className="text-ink">http://127.0.0.1:5318</code> and prints what arrives.
          <div className="mt-2.5">
            <Code text="npm run sink" title="Terminal" />
          </div>
        </Step>
      </ol>
    </>
  );
}

function Step({
  number,
  title,
  isCurrent,
  isLast,
  children,
}: {
  number: number;
  title: string;
  isCurrent?: boolean;
  isLast?: boolean;
  children: ReactNode;
}) {
  return (
    <li aria-current={isCurrent ? "step" : undefined} className="grid grid-cols-[26px_minmax(0,1fr)] gap-x-4">
      <div aria-hidden="true" className="flex flex-col items-center gap-[3px]">
        <span
          className={cn(
            "grid size-[26px] flex-none place-items-center rounded-full border-2 text-12 font-head",
            isCurrent ? "border-span text-span-ink" : "border-control text-ink-2",
          )}
        >
          {number}
        </span>
        {!isLast && (
          <span className="mb-[3px] w-[3px] flex-1 rounded-full bg-selected">
            {isCurrent && <span className="block h-[22px] rounded-full bg-span" />}
          </span>
        )}
      </div>
      <div className={cn("pt-[3px]", !isLast && "pb-10")}>
        <h3 className="font-strong">{title}</h3>
        <div className="mt-0.5 text-13 text-pretty text-ink-2">{children}</div>
      </div>
    </li>
  );
}
