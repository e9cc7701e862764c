// R04: a Collector, or what is like one, has no memory or no room in its queue: 503 or UNAVAILABLE, and 500 from older ones. Told by
// its words, which any server may choose.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, grpcCode } from "#lib/otlp/explain/facts";
import { quoted } from "#lib/otlp/explain/said";
import { saysNoRoom } from "#lib/otlp/explain/throttle-words";

const http = new Set([500, 502, 503]);
/** UNKNOWN, RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE. */
const grpc = new Set([2, 8, 13, 14]);

export const collectorMemoryLimited: Entry = {
  code: "collector.memory_limited",
  recognise: (facts) => findEach(facts, (attempt) => (isLimited(attempt) ? "likely" : null)),
  tell: (facts, signals) => ({
    title: "The receiver has no room: its memory or its queue is full",
    advice: `It comes and goes, and Outspan tries again. Size it up, or see what its own exporter waits for.${quoted(attemptOf(facts, signals))}`,
    fix: null,
  }),
};

function isLimited(attempt: Attempt): boolean {
  const { httpStatus, words } = attempt.answer;
  const isBusy = attempt.exchange.transport === "grpc" ? grpc.has(grpcCode(attempt) ?? 0) : http.has(httpStatus ?? 0);
  return isBusy && saysNoRoom(words);
}
