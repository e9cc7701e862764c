// N10: the peer takes the connection and ends it without a byte. Split from P03 and P09 by what the port speaks; an empty
// request on a fresh connection splits a guard on what is sent from a rule on who sends. On this machine N05 looks the same.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askOwnPort, ownPort } from "#lib/otlp/explain/places";
import type { Question } from "#lib/otlp/explain/questions";
import { isHungUp, isLoopback, isRepeatAnswered, isResetAtOnce, repeatsWithoutItems } from "#lib/otlp/explain/reach";
import type { Certainty } from "#lib/otlp/report";

export const tcpReset: Entry = {
  code: "tcp.reset",
  ask: (facts): Question[] => (isSuspect(facts) ? [...askOwnPort(facts), ...repeatsWithoutItems(facts)] : []),
  recognise: (facts) => findAll(facts, certaintyOf(facts)),
  tell: (facts) =>
    isRepeatAnswered(facts)
      ? {
          title: `${facts.host} hangs up on requests with items, not on empty ones`,
          advice:
            "A guard on size or content on the way does that, or a process that breaks down on what it reads. Look at its log.",
          fix: null,
        }
      : {
          title: `${facts.host} takes the connection on port ${facts.port} and hangs up without a word`,
          advice:
            "A rule that lets only known addresses in does that, or a process that broke down. Allow this host's address.",
          fix: null,
        },
};

function isSuspect(facts: Facts): boolean {
  return isHungUp(facts) && facts.seen.tcp?.connected != null;
}

function certaintyOf(facts: Facts): Certainty | null {
  if (isResetAtOnce(facts)) return isLoopback(facts) ? "possible" : "likely";
  if (!isSuspect(facts)) return null;
  if (isRepeatAnswered(facts)) return "likely";
  const port = ownPort(facts);
  if (port === null) return "possible";
  if (facts.tls ? port.plain !== "closed" : port.tls !== null || port.plain !== "closed") return null;
  // Our certificate may be what it does not like (T07), or the lack of one.
  return isLoopback(facts) || port.tls !== null ? "possible" : "likely";
}
