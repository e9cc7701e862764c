// H09: the server is an OTLP receiver and does not take this signal. Fingerprint: another signal's path or service answers where
// this one's is missing, and this one's is missing to an empty request too. Without another one it may be any gRPC server.

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
  ask: (facts) =>
    othersAnswer(facts)
      ? []
      : facts.attempts.filter(isMissing).flatMap((one) => [...siblings(facts, one), ...itself(facts, one)]),
  recognise: (facts): Finding | null =>
    findEach(facts, (attempt) => {
      if (!isMissing(attempt)) return null;
      if (othersAnswer(facts) || siblingAnswers(facts, attempt))
        return isThereWhenEmpty(facts, attempt) ? null : "certain";
      return grpcCode(attempt) === unimplemented ? "likely" : null;
    }),
  tell: (facts, signals) => {
    const taken = inOrder(facts.attempts.filter(isDelivered).map((attempt) => attempt.signal));
    if (!isReceiverOfAny(facts, signals)) {
      return {
        title: `This gRPC server has no OTLP service for ${joinWords(signals)}`,
        advice:
          "It is another gRPC server, or a receiver without such a pipeline. Check host and port, then the receiver.",
        fix: null,
      };
    }
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

/** For a signal that is alone: the paths, or the services, beside its own. */
function siblings(facts: Facts, attempt: Attempt): EmptyQuestion[] {
  const prefix = prefixOf(pathOf(attempt), attempt.signal);
  const { transport } = attempt.exchange;
  if (transport === "http" && prefix === null) return [];
  return allSignals
    .filter((signal) => !facts.signals.includes(signal))
    .map((signal) => beside(facts, attempt, signal, transport === "grpc" ? "" : prefix + signalFacts[signal].path));
}

/** The same request without items: a path that is there answers it, and then it is the item that is not found. */
function itself(facts: Facts, attempt: Attempt): EmptyQuestion[] {
  const isAlone = siblings(facts, attempt).length > 0 && attempt.exchange.transport === "http";
  return isAlone ? [beside(facts, attempt, attempt.signal, pathOf(attempt))] : [];
}

function beside({ tls, host, port }: Facts, attempt: Attempt, signal: Signal, path: string): EmptyQuestion {
  const { encoding, exchange } = attempt;
  return { kind: "empty", signal, transport: exchange.transport, tls, host, port, path, encoding };
}

function siblingAnswers(facts: Facts, attempt: Attempt): boolean {
  return siblings(facts, attempt).some((question) => isReceiver(emptyReply(facts, question)));
}

function isThereWhenEmpty(facts: Facts, attempt: Attempt): boolean {
  return itself(facts, attempt).some((question) => isReceiver(emptyReply(facts, question)));
}

function isReceiverOfAny(facts: Facts, signals: readonly Signal[]): boolean {
  if (othersAnswer(facts)) return true;
  return facts.attempts.some((attempt) => signals.includes(attempt.signal) && siblingAnswers(facts, attempt));
}
