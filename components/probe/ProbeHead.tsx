"use client";
// The head of the panel: what a test will do, what it is doing, and the verdict in the one status region of the page, which
// stands from the start.
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";
import { Span, type SpanState } from "#components/ui/Span";

export type HeadWords = {
  title: string;
  /** Stands instead of the title. */
  verdict: { ink: string; icon: ReactNode; word: string } | null;
  isStopped: boolean;
  time: string | null;
  text: string;
  span: { state: SpanState; progress: number };
};

const idle: HeadWords = {
  title: "Test before you save",
  verdict: null,
  isStopped: false,
  time: null,
  text: "",
  span: { state: "idle", progress: 0 },
};

type ProbeHeadProps = {
  /** Null before a test. */
  words: HeadWords | null;
  promise: string;
  /** The verdict is of values that the form no longer holds. */
  isStale: boolean;
  isReadOnly: boolean;
};

export function ProbeHead({ words, promise, isStale, isReadOnly }: ProbeHeadProps) {
  const { title, verdict, isStopped, time, text, span } = words ?? idle;
  return (
    <div className="grid gap-2 border-b border-line-soft px-5 py-4 max-rail:px-4 max-rail:pt-5">
      <div className="flex min-h-6 items-center gap-2 rounded-xs text-16 font-head tracking-[-0.012em] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus">
        <h2 className="sr-only" data-test-head="" tabIndex={-1}>
          Test
        </h2>
        {verdict === null && <span className="min-w-0 truncate">{words === null && isReadOnly ? "Test" : title}</span>}
        <div className={cn("flex min-w-0 items-center gap-2", verdict?.ink)} role="status">
          {verdict?.icon}
          {verdict?.word}
          {isStopped && <span className="sr-only">Stopped</span>}
        </div>
        {time !== null && (
          <span className="mono-12 ml-auto min-w-14 text-right tracking-normal text-ink-3">{time}</span>
        )}
      </div>
      {words === null && <p className="text-13 text-pretty text-ink-2">{promise}</p>}
      {/* As high as the bar, so that nothing moves when the words come. */}
      <div className="flex h-3 items-center gap-2.5">
        <div className="min-w-0 flex-1">
          <Span {...span} />
        </div>
        {isStale && <span className="text-12 leading-3 font-mid text-ink-2">before your last change</span>}
      </div>
      {text !== "" && <p className="text-13 text-pretty text-ink-2">{text}</p>}
    </div>
  );
}
