"use client";
// Exactly where each enabled signal will go, per keystroke: what was typed, and what is appended in bold.
import { enabledSignals } from "#lib/destination/enabled-signals";
import { signalFacts } from "#lib/otlp/signal";
import { useEditor } from "./editor-context";

export function ResolvedUrls({ hasError }: { hasError: boolean }) {
  const { judgement, later } = useEditor();
  const { destination } = judgement;
  const on = enabledSignals(destination);
  if (on.length === 0) return null;
  return (
    <ul className="rounded-md border border-line bg-sunken py-1">
      {on.map((signal) => {
        const connection = later?.effectiveConnection(destination, signal) ?? null;
        const { label } = signalFacts[signal];
        return (
          <li
            className="grid min-h-[30px] grid-cols-[68px_minmax(0,1fr)_auto] items-center gap-2 pr-1.5 pl-3 touch:min-h-11"
            key={signal}
          >
            <span className="text-12 text-ink-3">{label}</span>
            <output
              aria-label={`${label} URL`}
              aria-live="off"
              className="mono-12 py-1 text-ink-2 [overflow-wrap:anywhere]"
            >
              {later && connection ? <later.TargetUrl connection={connection} hasError={hasError} /> : "–"}
            </output>
            {later && connection && <later.TargetCopy connection={connection} />}
          </li>
        );
      })}
    </ul>
  );
}
