// H11: a signal's own URL leads to the receiver of another one. /v1/traces for metrics is found in the settings; here the path is of
// another form, or the server's complaint names the other signal's message. Offered where a receiver answers the path with the right name.

import { effectiveConnection } from "#lib/destination/resolve";
import { textOf } from "#lib/otlp/explain/answer-text";
import { setField } from "#lib/otlp/explain/edits";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isDelivered } from "#lib/otlp/explain/facts";
import { pathOf } from "#lib/otlp/explain/ladder";
import { type EmptyQuestion, emptyReply, isReceiver } from "#lib/otlp/explain/questions";
import type { Certainty } from "#lib/otlp/report";
import { type Signal, signals } from "#lib/otlp/signal";

/** One word of a path: traces, trace; never a part of a word. */
const words: Record<Signal, RegExp> = {
  traces: /(?<=[/._-])traces?(?=$|[/._-])/i,
  metrics: /(?<=[/._-])metrics?(?=$|[/._-])/i,
  logs: /(?<=[/._-])logs?(?=$|[/._-])/i,
};
const messages: Record<Signal, RegExp> = {
  traces: /\b(?:Export)?Traces?(?:Service)?(?:Request|Data)\b|\b(?:resource|scope)_?spans\b|\bTraceService\b/i,
  metrics: /\b(?:Export)?Metrics?(?:Service)?(?:Request|Data)\b|\b(?:resource|scope)_?metrics\b|\bMetricsService\b/i,
  logs: /\b(?:Export)?Logs?(?:Service)?(?:Request|Data)\b|\b(?:resource|scope)_?logs\b|\bLogsService\b/i,
};

export const pathWrongSignal: Entry = {
  code: "path.wrong_signal",
  ofSuccess: true,
  ask: (facts) =>
    facts.attempts.flatMap((attempt) => {
      const path = isSuspect(facts, attempt) ? rightPath(attempt) : null;
      return path === null ? [] : [question(facts, attempt, path)];
    }),
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signalsTold) => {
    const attempt = attemptOf(facts, signalsTold);
    const other = attempt === null ? null : otherSignal(attempt);
    const path = attempt === null ? null : rightPath(attempt);
    return {
      title: `The URL for ${attempt?.signal ?? "this signal"} leads to the receiver of ${other ?? "another signal"}`,
      advice:
        attempt !== null && isProven(facts, attempt)
          ? `An empty request to ${path} was answered by an OTLP receiver.`
          : "What is sent there is refused, or taken for something else. Enter the URL of this signal.",
      fix:
        attempt !== null && path !== null && isProven(facts, attempt)
          ? { label: `Use …${path}`, changes: moved(facts, attempt, path) }
          : null,
    };
  },
};

/** What was delivered may be in the right place, whatever its URL is called: told only where the right path is proven. */
function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  if (!isSuspect(facts, attempt)) return null;
  const byPath = namedInPath(attempt);
  if (isDelivered(attempt)) return byPath !== null && isProven(facts, attempt) ? "likely" : null;
  const byWords = namedInWords(attempt);
  if (byPath !== null && byWords === byPath) return "certain";
  return byPath !== null || byWords !== null ? "likely" : null;
}

function isSuspect(facts: Facts, attempt: Attempt): boolean {
  if (attempt.exchange.transport !== "http" || !isOwn(facts, attempt)) return false;
  return isDelivered(attempt) || [400, 404, 405, 415, 422].includes(attempt.answer.httpStatus ?? 0);
}

function isProven(facts: Facts, attempt: Attempt): boolean {
  const path = rightPath(attempt);
  return path !== null && isReceiver(emptyReply(facts, question(facts, attempt, path)));
}

function isOwn({ destination }: Facts, { signal }: Attempt): boolean {
  return effectiveConnection(destination, signal)?.kind === "own";
}

function otherSignal(attempt: Attempt): Signal | null {
  return namedInPath(attempt) ?? namedInWords(attempt);
}

function namedInPath(attempt: Attempt): Signal | null {
  const path = pathOf(attempt);
  if (words[attempt.signal].test(path)) return null;
  return signals.find((signal) => signal !== attempt.signal && words[signal].test(path)) ?? null;
}

function namedInWords(attempt: Attempt): Signal | null {
  const { httpStatus } = attempt.answer;
  if (httpStatus === null || httpStatus < 400 || httpStatus >= 500) return null;
  const said = textOf(attempt);
  if (messages[attempt.signal].test(said)) return null;
  return signals.find((signal) => signal !== attempt.signal && messages[signal].test(said)) ?? null;
}

/** The same path with this signal's name in place of the other's, in the same number. */
function rightPath(attempt: Attempt): string | null {
  const other = namedInPath(attempt);
  if (other === null) return null;
  const plural = (found: string) => (/s$/i.test(found) ? attempt.signal : attempt.signal.replace(/s$/, ""));
  return pathOf(attempt).replace(words[other], plural);
}

function question({ tls, host, port }: Facts, { signal, encoding }: Attempt, path: string): EmptyQuestion {
  return { kind: "empty", signal, transport: "http", tls, host, port, path, encoding };
}

function moved(facts: Facts, attempt: Attempt, path: string) {
  const url = effectiveConnection(facts.destination, attempt.signal)?.target.url ?? "";
  const origin = URL.parse(url)?.origin ?? "";
  return setField(facts.destination, [attempt.signal], "endpoint", origin + path);
}
