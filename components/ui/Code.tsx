// A block that a machine reads, with a title and a copy button. Scrolls inside its own box, or wraps.
import type { ReactNode } from "react";
import { CopyButton } from "./CopyButton";
import { cn } from "./cn";

export function Code({
  title,
  text,
  wraps,
  children,
}: {
  title: string;
  /** What is copied, and shown unless children colour it. */
  text: string;
  wraps?: boolean;
  children?: ReactNode;
}) {
  return (
    <figure className="overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line py-[5px] pr-1.5 pl-3.5 text-12 text-ink-3">
        {title}
        <CopyButton label={`Copy ${title}`} text={text} />
      </figcaption>
      {/* A box that scrolls must be reachable by keyboard. */}
      <section className="overflow-x-auto" {...(wraps ? {} : { tabIndex: 0 })}>
        <pre
          className={cn(
            "mono-12 px-3.5 py-2.5 leading-5 text-ink-2",
            wraps ? "break-words whitespace-pre-wrap [overflow-wrap:anywhere]" : "w-max whitespace-pre",
          )}
        >
          {children ?? text}
        </pre>
      </section>
    </figure>
  );
}
