// A07: a signature is good for five minutes, and one of the two clocks is off by more. AWS names both times, at 403 or 400; the Date of
// its answer gives the difference.
import { headerOf, textOf } from "#lib/otlp/explain/answer-text";
import { isFromAws } from "#lib/otlp/explain/aws";
import { skewMsOf, skewWords } from "#lib/otlp/explain/clock";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isDelivered } from "#lib/otlp/explain/facts";
import type { Certainty } from "#lib/otlp/report";

const signedMs = 5 * 60_000;

export const awsClockSkew: Entry = {
  code: "aws.clock_skew",
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const skewMs = attempt === null ? null : skewMsOf(attempt.exchange, facts.now.getTime());
    const isSeen = skewMs !== null && Math.abs(skewMs) > 1000;
    return {
      title: isSeen
        ? `AWS refuses the signature: this host’s clock is ${skewWords(skewMs)} ${skewMs > 0 ? "behind" : "ahead"}`
        : "AWS refuses the signature: the clock of this host is wrong",
      advice: `A signature is good for 5 min.${isSeen ? ` AWS’ answer is dated ${attempt && headerOf(attempt, "date")}.` : ""} Set this host’s clock by NTP.`,
      fix: null,
    };
  },
};

function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  const status = attempt.answer.httpStatus;
  if (isDelivered(attempt) || (status !== 400 && status !== 403)) return null;
  const said = textOf(attempt);
  const isNamed =
    /\bRequestTimeTooSkewed\b|\bRequestExpired\b/.test(said) ||
    (/\bsignature\b[^.]{0,40}\b(?:expired|not yet (?:current|valid))\b/i.test(said) && /\d{8}T\d{6}Z/.test(said));
  if (isNamed) return "certain";
  const skewMs = skewMsOf(attempt.exchange, facts.now.getTime());
  const isOff = skewMs !== null && Math.abs(skewMs) > signedMs;
  return isOff && isFromAws(facts, attempt) && /\bsignature|\bexpired|\bskew/i.test(said) ? "likely" : null;
}
