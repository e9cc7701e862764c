// M04: the stamps of the items are older than the server takes. Split from M06 (older than the last one of the same series). A
// named reason or a clock that is ahead of ours makes it sure.
import { skewMsOf, skewWords } from "#lib/otlp/explain/clock";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { reasonsOf } from "#lib/otlp/explain/refusal-reasons";
import { quoted, rejectedWords } from "#lib/otlp/explain/said";

const oddMs = 30_000;

export const timeTooOld: Entry = {
  code: "time.too_old",
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      const reason = reasonsOf(facts, attempt).get("too_old");
      if (reason === undefined) return null;
      return reason.isCoded || skewOf(facts, attempt) > oddMs ? "certain" : "likely";
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    return {
      title: `The server refuses items as too old${rejectedWords(attempt)}`,
      advice: `${cause(facts, attempt)}${quoted(attempt)}`,
      fix: null,
    };
  },
};

function skewOf(facts: Facts, { exchange }: Attempt): number {
  return skewMsOf(exchange, facts.now.getTime()) ?? 0;
}

function cause(facts: Facts, attempt: Attempt | null): string {
  const skewMs = attempt === null ? 0 : skewOf(facts, attempt);
  if (skewMs > oddMs) return `Its clock is ${skewWords(skewMs)} ahead of this host’s: set the wrong one by NTP.`;
  const words = attempt?.answer.words ?? "";
  if (/\b1754\b/.test(words)) return "1754 is a time that was never set: look at what makes these items.";
  if (/\b1970\b/.test(words))
    return "1970 is seconds or milliseconds read as nanoseconds: look at what makes these items.";
  return "Items that waited through an outage, or stamps that are not in nanoseconds, are refused like that.";
}
