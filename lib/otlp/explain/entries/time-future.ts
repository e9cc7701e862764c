// M05: the stamps of the items lie in the server's future. A named reason or a clock that is behind ours makes it sure.
import { skewMsOf, skewWords } from "#lib/otlp/explain/clock";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { reasonsOf } from "#lib/otlp/explain/refusal-reasons";
import { quoted, rejectedWords } from "#lib/otlp/explain/said";

const oddMs = 30_000;

export const timeFuture: Entry = {
  code: "time.future",
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      const reason = reasonsOf(facts, attempt).get("future");
      if (reason === undefined) return null;
      return reason.isCoded || skewOf(facts, attempt) < -oddMs ? "certain" : "likely";
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const skewMs = attempt === null ? 0 : skewOf(facts, attempt);
    const cause =
      skewMs < -oddMs
        ? `Its clock is ${skewWords(skewMs)} behind this host’s: set the wrong one by NTP. Near a whole hour it is a time zone.`
        : "A clock that is ahead, or local time written as UTC, is refused like that: compare this host’s clock with NTP.";
    return {
      title: `The server refuses items as from the future${rejectedWords(attempt)}`,
      advice: `${cause}${quoted(attempt)}`,
      fix: null,
    };
  },
};

function skewOf(facts: Facts, { exchange }: Attempt): number {
  return skewMsOf(exchange, facts.now.getTime()) ?? 0;
}
