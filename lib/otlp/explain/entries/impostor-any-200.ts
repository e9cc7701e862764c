// H08: something that says yes to everything. A right answer is empty too, so whatever accepted an item with an empty answer is
// asked what a receiver must refuse: a byte that is no request and, if that is taken, a path, or a method of gRPC, that is nobody's.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isDelivered } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, replyTo } from "#lib/otlp/explain/questions";
import { servedFile } from "#lib/otlp/explain/served-file";

export const impostorAny200: Entry = {
  code: "impostor.any_200",
  ofSuccess: true,
  ask: (facts) => {
    const suspect = suspectOf(facts);
    if (suspect === null) return [];
    const broken = brokenRequest(facts, suspect);
    return takes(facts, broken) ? [broken, nobodysPath(facts, suspect)] : [broken];
  },
  recognise: (facts) => {
    const isCertain = isFixedAnswer(facts);
    const isPossible = isCertain || !refusesBroken(facts);
    return findEach(facts, (attempt) => {
      if (!isPossible || !isSuspect(attempt)) return null;
      if (isCertain) return "certain";
      return attempt.answer.isForeign || saysPlainYes(attempt) ? "possible" : null;
    });
  },
  tell: (facts) =>
    isFixedAnswer(facts)
      ? {
          title: "This server accepts anything: it is no OTLP receiver",
          advice:
            "It also accepted a byte that is no request, and what does not exist. A web hook, a mock or a fixed answer of a proxy does that: point to the receiver itself.",
          fix: null,
        }
      : {
          title: "This may be no OTLP receiver: its answer holds nothing that OTLP knows",
          advice:
            "It does not refuse a byte that is no request. Look for the items at the backend: a web hook or a mock answers like this.",
          fix: null,
        },
};

/** Accepted with an answer that anybody can give. */
function isSuspect(attempt: Attempt): boolean {
  const { emptyBody, httpStatus } = attempt.answer;
  if (saysPlainYes(attempt)) return true;
  if (httpStatus === null || !isDelivered(attempt)) return false;
  return emptyBody || attempt.answer.isForeign || isEmptyObject(attempt);
}

/** 200 and a few words of no known kind, "ok" say. */
function saysPlainYes(attempt: Attempt): boolean {
  const { httpStatus, unparseable } = attempt.answer;
  const isYes = httpStatus !== null && httpStatus >= 200 && httpStatus < 300 && unparseable;
  return isYes && attempt.exchange.transport === "http" && servedFile(attempt) === null;
}

/** The first, unless another one was asked about already: once is enough. */
function suspectOf(facts: Facts): Attempt | null {
  const suspects = facts.attempts.filter(isSuspect);
  const asked = suspects.find((attempt) => replyTo(facts, brokenRequest(facts, attempt)) !== null);
  return asked ?? suspects[0] ?? null;
}

function isEmptyObject({ exchange: { answer } }: Attempt): boolean {
  return answer !== null && answer.body.length <= 4 && /^\{\s*\}\s*$/.test(Buffer.from(answer.body).toString());
}

/** It looks at what it gets: fields that nobody knows are a later version's. */
function refusesBroken(facts: Facts): boolean {
  const suspect = suspectOf(facts);
  const answer = suspect && replyTo(facts, brokenRequest(facts, suspect))?.answer;
  if (answer?.grpcStatus)
    return !answer.grpcStatus.madeUp && answer.grpcStatus.code !== 0 && answer.grpcStatus.code !== 12;
  const status = answer?.httpStatus;
  return status != null && status >= 400 && status < 500 && status !== 404 && status !== 405;
}

/** It refused an item for what is in it: no fixed answer does that. */
function looksAtItems({ attempts }: Facts): boolean {
  return attempts.some(({ answer: { outcome, httpStatus, rejected } }) => {
    const isOfContent = httpStatus === 400 || httpStatus === 413 || httpStatus === 422;
    return rejected > 0 || (outcome.kind === "refused" && isOfContent);
  });
}

function isFixedAnswer(facts: Facts): boolean {
  return takesEverything(facts) && !looksAtItems(facts);
}

function takesEverything(facts: Facts): boolean {
  const suspect = suspectOf(facts);
  return suspect !== null && takes(facts, brokenRequest(facts, suspect)) && takes(facts, nobodysPath(facts, suspect));
}

function takes(facts: Facts, question: EmptyQuestion): boolean {
  const answer = replyTo(facts, question)?.answer;
  if (question.transport === "grpc") return answer?.grpcStatus?.code === 0 && !answer.grpcStatus.madeUp;
  const status = answer?.httpStatus ?? 0;
  return status >= 200 && status < 300;
}

function brokenRequest({ tls, host, port }: Facts, { signal, encoding, path, exchange }: Attempt): EmptyQuestion {
  return {
    ...{ kind: "empty", signal, transport: exchange.transport, tls, host, port, path, encoding },
    ...{ isBroken: true, isAnonymous: true },
  };
}

const nobodys = {
  http: "/v1/outspan-asks-whether-any-path-is-accepted",
  grpc: "/outspan.Asks/WhetherAnyMethodIsAccepted",
};

/** No receiver has it; the same each time, so that a question has one key. */
function nobodysPath(facts: Facts, attempt: Attempt): EmptyQuestion {
  return { ...brokenRequest(facts, attempt), path: nobodys[attempt.exchange.transport] };
}
