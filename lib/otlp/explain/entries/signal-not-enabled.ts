// H09: the server is an OTLP receiver and does not take this signal. Fingerprint: it says so by gRPC, or another signal's path
// answers where this one's is 404.

import type { Fix } from "#lib/destination/problem";
import { enabledSignals } from "#lib/destination/resolve";
import { prefixOf } from "#lib/otlp/explain/edits";
import { type Entry, type Finding, findEach } from "#lib/otlp/explain/entry";
import {
  type Attempt,
  type Facts,
  grpcCode,
  inOrder,
  isAuthRefusal,
  isDelivered,
  isPathMissing,
} from "#lib/otlp/explain/facts";
import { pathOf } from "#lib/otlp/explain/ladder";
import { type EmptyQuestion, emptyReply, isReceiver } from "#lib/otlp/explain/questions";
import { joinWords, startWithSignals } from "#lib/otlp/explain/wording";
import { signals as allSignals, type Signal, signalFacts } from "#lib/otlp/signal";

const unimplemented = 12;

export const signalNotEnabled: Entry = {
  code: "signal.not_enabled",
  ask: (facts) => (othersAnswer(facts) ? [] : facts.attempts.filter(isMissing).flatMap((one) => siblings(facts, one))),
  recognise: (facts): Finding | null =>
    findEach(facts, (attempt) => {
      if (!isMissing(attempt)) return null;
      if (grpcCode(attempt) === unimplemented) return "certain";
      return othersAnswer(facts) || siblingAnswers(facts, attempt) ? "certain" : null;
    }),
  tell: (facts, signals) => {
    const taken = inOrder(facts.attempts.filter(isDelivered).map((attempt) => attempt.signal));
    const rest = taken.length === 0 ? "" : `; ${joinWords(taken)} are accepted`;
    return {
      title: `${startWithSignals(signals)} are off at this server${rest}`,
      advice: `Add a pipeline for ${joinWords(signals)} at the receiver, or turn ${signals.length === 1 ? "the signal" : "them"} off here.`,
      fix: offFix(facts, signals),
    };
  },
};

/** Turning off the last signal would leave nothing to send. */
function offFix(facts: Facts, signals: Signal[]): Fix | null {
  const others = enabledSignals(facts.destination).filter((signal) => !signals.includes(signal));
  if (others.length === 0) return null;
  const changes = signals.map((signal) => ({ path: `/signals/${signal}/enabled`, value: false }));
  return { label: `Turn ${joinWords(signals)} off`, changes };
}

function isMissing(attempt: Attempt): boolean {
  if (!isPathMissing(attempt)) return false;
  return attempt.exchange.transport === "grpc" ? grpcCode(attempt) === unimplemented : usualPath(attempt);
}

function usualPath(attempt: Attempt): boolean {
  return prefixOf(pathOf(attempt), attempt.signal) !== null;
}

/** Another signal of this connection got past the path. */
function othersAnswer(facts: Facts): boolean {
  return facts.attempts.some(
    (attempt) =>
      isDelivered(attempt) || isAuthRefusal(attempt) || (attempt.answer.otlpStatus !== null && !isPathMissing(attempt)),
  );
}

/** For a signal that is alone: the paths beside its own. */
function siblings(facts: Facts, attempt: Attempt): EmptyQuestion[] {
  const prefix = prefixOf(pathOf(attempt), attempt.signal);
  if (attempt.exchange.transport === "grpc" || prefix === null) return [];
  const { host, port, tls } = facts;
  return allSignals
    .filter((signal) => !facts.signals.includes(signal))
    .map((signal) => {
      const path = prefix + signalFacts[signal].path;
      return { kind: "empty", signal, transport: "http", tls, host, port, path, encoding: attempt.encoding };
    });
}

function siblingAnswers(facts: Facts, attempt: Attempt): boolean {
  return siblings(facts, attempt).some((question) => isReceiver(emptyReply(facts, question)));
}
