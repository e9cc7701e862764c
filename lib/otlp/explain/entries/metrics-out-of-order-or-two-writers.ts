// M06: a point is older than the last of its series, or there already: two senders under one identity. Split from M04, which is
// old by the clock. A probe's instance is its own, so mostly an export shows this.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { reasonsOf } from "#lib/otlp/explain/refusal-reasons";
import { quoted, rejectedWords } from "#lib/otlp/explain/said";

export const metricsOutOfOrder: Entry = {
  code: "metrics.out_of_order_or_two_writers",
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      const reason = reasonsOf(facts, attempt).get("out_of_order");
      return (reason && (reason.isCoded ? "certain" : "likely")) || null;
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    return {
      title: `The server refuses points that come out of order${rejectedWords(attempt)}`,
      advice: `Two senders with one identity do that: give each its own service.instance.id, or widen the server's out-of-order window.${quoted(attempt)}`,
      fix: null,
    };
  },
};
