// How the stages of an exchange read: protocol, auth and one per signal, from real items' requests and their answers. Pure.
import { type Checks, checksEvidence } from "#lib/engine/probe-check-words";
import { errorOf } from "#lib/engine/probe-connection-stages";
import type { Evidence, StageDraft } from "#lib/engine/probe-run";
import { type Attempt, isDelivered, isUnanswered } from "#lib/otlp/explain/facts";
import { countItems } from "#lib/otlp/explain/wording";
import { signals as allSignals, type Signal } from "#lib/otlp/signal";
import { showWords } from "#lib/otlp/words";

/** Headers of an answer that say who answered and what it wants. */
const toldHeaders = /^(content-type|server|date|via|location|retry-after|www-authenticate|x-ratelimit-.*|cf-ray)$/;

/** "200", "UNAUTHENTICATED", "ECONNRESET": the shortest word for what came back. */
function statusWord({ answer, exchange }: Attempt): string {
  if (answer.grpcStatus !== null && !answer.grpcStatus.madeUp) return answer.grpcStatus.name;
  const { httpStatus } = answer;
  if (httpStatus !== null) return httpStatus < 300 && exchange.fault ? `${httpStatus}, broken off` : String(httpStatus);
  return exchange.timedOut ? "no answer in time" : (exchange.fault?.code ?? "no answer");
}

function answerEvidence({ exchange, answer }: Attempt): Evidence {
  const headers = Object.entries(exchange.answer?.headers ?? {})
    .filter(([name]) => toldHeaders.test(name))
    .map(([name, value]) => [name, showWords(value) ?? ""]);
  const { grpcStatus, otlpStatus } = answer;
  return {
    status: answer.httpStatus,
    httpVersion: exchange.answer?.httpVersion,
    grpcStatus: grpcStatus && {
      code: grpcStatus.code,
      name: grpcStatus.name,
      message: grpcStatus.message,
      ...(grpcStatus.madeUp && { madeUpFromHttpStatus: true }),
    },
    otlpStatus: otlpStatus && { ...otlpStatus },
    serverWords: answer.words,
    body: unreadWords(exchange),
    retryAfterMs: answer.retryAfterMs,
    headers: Object.fromEntries(headers),
    error: errorOf(exchange.fault),
    timedOut: exchange.timedOut ? true : undefined,
  };
}

/** What was not read of an answer that came whole, as far as the network goes. */
function unreadWords({ answer, fault }: Attempt["exchange"]): string | undefined {
  if (answer?.tooLong) return "Longer than 64 KiB: the rest was not read";
  return answer?.truncated && fault === null ? "Cannot be unpacked, or only to more than 4 MiB" : undefined;
}

type GroupStage = { attempts: Attempt[]; signals: Signal[]; checks: Checks };

/** From the first request sent to the first answer. */
function timesOf(attempts: readonly Attempt[]): { startMs: number; durationMs: number } {
  const starts = attempts.map(({ exchange }) => exchange.startMs);
  const ends = attempts.map(({ exchange }) => exchange.startMs + exchange.durationMs);
  const startMs = Math.min(...starts);
  return { startMs, durationMs: Math.min(...ends) - startMs };
}

export function protocolPassed({ attempts, signals }: GroupStage): StageDraft {
  const version = attempts[0]?.exchange.answer?.httpVersion;
  const isGrpc = attempts[0]?.exchange.transport === "grpc";
  const summary = isGrpc ? "Speaks OTLP over gRPC" : `Speaks OTLP over HTTP/${version ?? "1.1"}`;
  const evidence: Evidence = { transport: isGrpc ? "gRPC" : "HTTP", httpVersion: version };
  return { stage: "protocol", signals, status: "passed", ...timesOf(attempts), summary, evidence };
}

export function protocolFailed({ attempts, signals, checks }: GroupStage): StageDraft {
  const evidence: Evidence = { ...answersOf(attempts), checks: checksEvidence(checks) };
  const summary = protocolFault(attempts);
  return { stage: "protocol", signals, status: "failed", ...timesOf(attempts), summary, evidence };
}

function protocolFault(attempts: readonly Attempt[]): string {
  const [first] = attempts;
  if (first === undefined) return "Nothing was answered";
  const status = [...new Set(attempts.map(statusWord))].join(", ");
  if (attempts.every(isUnanswered)) {
    if (first.exchange.timedOut) return "No answer in time";
    const isStrange = attempts.some(({ exchange }) => exchange.fault?.firstBytes !== undefined);
    return isStrange
      ? `What answered is no ${first.exchange.transport === "grpc" ? "gRPC" : "HTTP/1.1"}`
      : `No answer: ${status}`;
  }
  if (first.exchange.transport === "grpc") return `No OTLP receiver over gRPC: ${status}`;
  const paths = [...new Set(attempts.map(({ path }) => path))].join(", ");
  return `No OTLP receiver at ${paths}: ${status}`;
}

/** One signal's answer as it is; several by signal. */
function answersOf(attempts: readonly Attempt[]): Evidence {
  const [first] = attempts;
  if (attempts.length === 1 && first !== undefined) return { path: first.path, ...answerEvidence(first) };
  const bySignal = attempts.map((attempt) => [
    attempt.signal,
    plain({ path: attempt.path, ...answerEvidence(attempt) }),
  ]);
  return { answers: Object.fromEntries(bySignal) };
}

function plain(evidence: Evidence) {
  return JSON.parse(JSON.stringify(evidence)) as NonNullable<Evidence[string]>;
}

export type AuthSeen = GroupStage & {
  hasCredentials: boolean;
  /** A request without credentials: the refused item once more, or, on demand after a success, an empty one. */
  anonymous: Attempt | null;
};

export function authPassed({ attempts, signals, hasCredentials, anonymous }: AuthSeen): StageDraft {
  const times = timesOf(attempts);
  if (!hasCredentials) {
    return {
      stage: "auth",
      signals,
      status: "skipped",
      ...times,
      durationMs: 0,
      summary: "No credentials set",
      evidence: {},
    };
  }
  const taken = attempts.find(isDelivered);
  const first = taken ?? attempts[0];
  const status = first === undefined ? "" : statusWord(first);
  const unchecked = anonymous !== null && isDelivered(anonymous);
  const without = anonymous === null ? "" : `, without ${statusWord(anonymous)}`;
  const evidence: Evidence = {
    withCredentials: status,
    withoutCredentials: anonymous === null ? undefined : plain(answerEvidence(anonymous)),
  };
  const summary = unchecked
    ? "Credentials are not checked: an empty request without them was accepted too"
    : taken
      ? `With credentials ${status}${without}`
      : `Credentials not refused: ${status}`;
  return { stage: "auth", signals, status: unchecked ? "warned" : "passed", ...times, summary, evidence };
}

export function authFailed({ attempts, signals, hasCredentials, anonymous, checks }: AuthSeen): StageDraft {
  const [first] = attempts;
  const status = first === undefined ? "" : statusWord(first);
  const without = anonymous === null ? "" : `, ${statusWord(anonymous)} without`;
  const summary = hasCredentials
    ? `${status} with credentials${without}`
    : `${status}: credentials are asked for, none are set`;
  const evidence: Evidence = {
    ...answersOf(attempts),
    withoutCredentials: anonymous === null ? undefined : plain(answerEvidence(anonymous)),
    checks: checksEvidence(checks),
  };
  return { stage: "auth", signals, status: "failed", ...timesOf(attempts), summary, evidence };
}

export type SignalSeen = {
  attempt: Attempt;
  ids: Record<string, string>;
  temporality: string | null;
  checks: Checks;
  /** Where this backend says what it dropped after it had accepted it (A10); null where nothing is known of that. */
  laterRejection: string | null;
};

export function signalStage({ attempt, ids, temporality, checks, laterRejection }: SignalSeen): StageDraft {
  const { signal, exchange, answer, sent } = attempt;
  const { outcome } = answer;
  // A 202 or 204 is shown and no more: the data is taken (B12).
  const hasWarning = outcome.kind === "accepted" && outcome.warning !== null && !answer.nonConformant2xx;
  const isWarned = hasWarning || outcome.kind === "partial";
  const status = !isDelivered(attempt) ? "failed" : isWarned ? "warned" : "passed";
  const evidence: Evidence = {
    ids,
    path: exchange.path,
    items: sent,
    ...answerEvidence(attempt),
    rejected: answer.rejected > 0 ? answer.rejected : undefined,
    message: outcome.kind === "partial" ? outcome.message : outcome.kind === "accepted" ? outcome.warning : undefined,
    notProven: isDelivered(attempt) && laterRejection !== null ? `That it was kept. ${laterRejection}` : undefined,
    nonConformant: answer.nonConformant2xx ? `answered ${answer.httpStatus} in place of 200` : undefined,
    checks: checks.length === 0 ? undefined : checksEvidence(checks),
  };
  const { startMs, durationMs } = exchange;
  return {
    stage: signal,
    signals: [signal],
    status,
    startMs,
    durationMs,
    summary: signalWords(attempt, temporality),
    evidence,
  };
}

function signalWords(attempt: Attempt, temporality: string | null): string {
  const { answer, signal, sent } = attempt;
  const status = statusWord(attempt);
  const { outcome } = answer;
  const as = temporality === null ? "" : ` as ${temporality}`;
  if (outcome.kind === "accepted") return `${countItems(signal, sent)} accepted${as}, ${status}`;
  if (outcome.kind === "partial") return `${outcome.rejected} of ${countItems(signal, sent)} rejected, ${status}`;
  if (isUnanswered(attempt)) return `No answer: ${status}`;
  return `${countItems(signal, sent)} not accepted: ${status}`;
}

/** In the order traces, metrics, logs. */
export function sortAttempts(attempts: readonly Attempt[]): Attempt[] {
  return [...attempts].sort((one, other) => allSignals.indexOf(one.signal) - allSignals.indexOf(other.signal));
}
