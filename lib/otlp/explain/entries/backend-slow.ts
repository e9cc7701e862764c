// R06: connected and asked, and no answer in time. Split from N09, a port that answers nothing, by an empty request, which is answered
// at once.
import type { Fix } from "#lib/destination/problem";
import { effectiveConnection } from "#lib/destination/resolve";
import { setField } from "#lib/otlp/explain/edits";
import { emptyBeside } from "#lib/otlp/explain/empties";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, grpcCode, isUnanswered } from "#lib/otlp/explain/facts";
import { isFrontPageAnswered, isThere } from "#lib/otlp/explain/front-page";
import { emptyReply, isReceiver } from "#lib/otlp/explain/questions";
import { quoted } from "#lib/otlp/explain/said";
import { formatWait } from "#lib/otlp/explain/wording";
import type { Signal } from "#lib/otlp/signal";

const timeoutMaxMs = 60_000;
const deadlineExceeded = 4;

export const backendSlow: Entry = {
  code: "backend.slow",
  ask: (facts) => facts.attempts.filter(isLate).map((one) => emptyBeside(facts, one)),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isLate(attempt)) return null;
      const reply = emptyReply(facts, emptyBeside(facts, attempt));
      if (reply === null) return "possible";
      if (isReceiver(reply)) return "likely";
      return reply.exchange?.answer == null && isThere(facts) ? "possible" : null;
    }),
  tell: (facts, signals) => {
    const timeoutMs = timeoutOf(facts, signals);
    const attempt = attemptOf(facts, signals);
    if (attempt !== null && isItsOwnLimit(attempt, timeoutMs)) {
      return {
        title: `The server ran out of time by itself, after ${formatWait(attempt.exchange.durationMs)}: DEADLINE_EXCEEDED`,
        advice: `A longer timeout here changes nothing: look at what it, or a proxy in front of it, waits for.${quoted(attempt)}`,
        fix: null,
      };
    }
    return {
      title: `The server takes longer than ${formatWait(timeoutMs)} for a request with items`,
      advice: `${adviceOf(facts, signals)} A longer timeout helps the slow one; what is repeated may be stored twice.`,
      fix: longerFix(facts, signals, timeoutMs),
    };
  },
};

function adviceOf(facts: Facts, signals: readonly Signal[]): string {
  if (isFrontPageAnswered(facts))
    return "It answers a GET, and leaves empty requests waiting too: look at what it does with exports.";
  if (isThere(facts))
    return "It is there, for it hangs up on what is no request; an empty one waits as well: it is slow, or stuck.";
  return wasAsked(facts, signals)
    ? "It answered an empty one at once, so it is what it does with items that is slow."
    : "It may be slow, or silent for good.";
}

/** An export asks nothing. */
function wasAsked(facts: Facts, signals: readonly Signal[]): boolean {
  return facts.attempts.some(
    (attempt) => signals.includes(attempt.signal) && emptyReply(facts, emptyBeside(facts, attempt)) !== null,
  );
}

/** Sent whole, and the time ran out: ours, or the same time at the server. */
function isLate(attempt: Attempt): boolean {
  const { timedOut, fault } = attempt.exchange;
  if (timedOut && isUnanswered(attempt)) return fault?.phase !== "send";
  return grpcCode(attempt) === deadlineExceeded;
}

/** It was told our time and ended the call well before. */
function isItsOwnLimit({ exchange: { timedOut, durationMs } }: Attempt, timeoutMs: number): boolean {
  return !timedOut && durationMs < timeoutMs * 0.8;
}

function timeoutOf({ destination }: Facts, signals: readonly Signal[]): number {
  return Math.max(...signals.map((signal) => effectiveConnection(destination, signal)?.timeoutMs ?? 0));
}

function longerFix({ destination }: Facts, signals: readonly Signal[], timeoutMs: number): Fix | null {
  const longer = Math.min(timeoutMs * 2, timeoutMaxMs);
  if (longer <= timeoutMs) return null;
  return { label: `Wait up to ${formatWait(longer)}`, changes: setField(destination, signals, "timeoutMs", longer) };
}
