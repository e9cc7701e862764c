// What the page knows about a draft while it is typed: what it means, what is wrong, what is worth a look. Pure.
import { type DestinationDraft, draftPathOf } from "#lib/destination/draft-shape";
import type { Hint, Problem } from "#lib/destination/problem";
import type { Destination } from "#lib/destination/schema";

export type Judgement = {
  /** As it would be submitted: secrets that moved to another origin are filled from what this user typed. */
  destination: Destination;
  problems: Problem[];
  hints: Hint[];
  /** Saved secrets that must be typed again, because where they go has changed. */
  toEnter: Problem[];
  /** Those that this user typed on this page: they go along without being typed again. */
  resent: string[];
};

/** Before the checks are loaded, which is before anything is typed: nothing is known but what is switched on. */
export function firstJudgement({ name, enabled, signals }: DestinationDraft): Judgement {
  const { traces, metrics, logs } = signals;
  return {
    destination: {
      name,
      enabled,
      signals: {
        traces: { enabled: traces.enabled },
        metrics: { enabled: metrics.enabled, temporality: metrics.temporality },
        logs: { enabled: logs.enabled },
      },
    },
    problems: [],
    hints: [],
    toEnter: [],
    resent: [],
  };
}

/** The form's field for a JSON Pointer. What concerns all signals stands at the first switch. */
export function fieldOf(pointer: string): string {
  return pointer === "/signals" ? "signals.traces.enabled" : draftPathOf(pointer);
}
