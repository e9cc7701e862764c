// R05: the server ends the connection or refuses the stream before it answers. Fingerprint: an HTTP/2 error that says so, in the
// connection or, behind a proxy, in words.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, grpcCode } from "#lib/otlp/explain/facts";
import { saysGoaway } from "#lib/otlp/explain/throttle-words";
import type { Certainty } from "#lib/otlp/report";

const calm = "NGHTTP2_ENHANCE_YOUR_CALM";
/** Other errors of HTTP/2 speak of the protocol, not of when to come back. */
const endings = new Set([calm, "NGHTTP2_NO_ERROR", "NGHTTP2_REFUSED_STREAM"]);
const wordCodes = new Set([8, 13, 14]);

export const grpcGoaway: Entry = {
  code: "grpc.goaway",
  recognise: (facts) => findEach(facts, judge),
  tell: (facts, signals) => {
    const isCalm = facts.attempts.some((one) => signals.includes(one.signal) && asksForCalm(one));
    return {
      title: isCalm
        ? "The server ends the connection: too much asked of it (GOAWAY 11)"
        : "The server ends the connection before it answers (GOAWAY)",
      advice: isCalm
        ? "Keepalive pings that come too often do that, from a proxy in between: lengthen them to 5 min, or relax the server's policy."
        : "A limit of the connection's age, or a restart behind a load balancer: harmless if it is rare, and tried again.",
      fix: null,
    };
  },
};

function judge(attempt: Attempt): Certainty | null {
  if (attempt.exchange.transport !== "grpc") return null;
  const { fault } = attempt.exchange;
  if (attempt.exchange.answer === null && fault !== null) {
    return endings.has(fault.reason ?? "") ? "certain" : null;
  }
  const code = grpcCode(attempt);
  return code !== null && wordCodes.has(code) && saysGoaway(attempt.answer.words) ? "likely" : null;
}

function asksForCalm({ exchange: { fault }, answer }: Attempt): boolean {
  return fault?.reason === calm || /too_many_pings|\b11\b|enhance_your_calm/i.test(answer.words ?? "");
}
