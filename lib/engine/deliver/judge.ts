// What an answer means for the queue: settled, again, held by the destination, a bad batch, too large. Pure.
// Knows nothing of waiting (pace.ts) and nothing of cutting (batch.ts).
import type { Opened } from "#lib/engine/open-socket";
import type { Answer } from "#lib/otlp/response";
import { saysTooLarge } from "#lib/otlp/size-words";

export type Verdict =
  | { kind: "accepted"; rejected: number; told: string | null }
  /** `askedMs` is what the server asked for (R7.2, R7.3); how long it becomes is the pace's. */
  | { kind: "again"; reason: string; askedMs: number | null }
  /** The queue is kept. `tryAnother`: this batch alone may be at fault, the answer to another one decides. */
  | { kind: "destination_refused"; reason: string; tryAnother: boolean }
  | { kind: "bad_batch"; reason: string }
  | { kind: "too_large"; reason: string };

/** What is known of the destination, this signal and this revision of its settings; times of one clock. */
export type Recent = {
  nowMs: number;
  /** When another batch, or another part of the one this was cut from, was last accepted. */
  otherAcceptedAtMs: number | null;
  /** When this batch, or the one it was cut from, was first refused; null = this is the first time. */
  firstRefusedAtMs: number | null;
  /** Received requests in what was sent. */
  requests: number;
};

type Judged = Pick<Answer, "outcome" | "httpStatus" | "grpcStatus" | "words" | "isHtml" | "unparseable">;

const proofMs = 600_000;
const refusingHttp = new Set([401, 402, 403, 404, 405, 407, 426, 511]);
/** RESOURCE_EXHAUSTED that says neither when to come back nor anything of size is an empty account, not a bad batch. */
const refusingGrpc = new Set(["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "UNIMPLEMENTED", "UNAUTHENTICATED"]);

export function judge(answer: Judged, recent: Recent): Verdict {
  const { outcome } = answer;
  if (outcome.kind === "accepted") return { kind: "accepted", rejected: 0, told: outcome.warning };
  if (outcome.kind === "partial") return { kind: "accepted", rejected: outcome.rejected, told: outcome.message };
  const { reason } = outcome;
  // Before everything else: an over-size request may come with a code that otherwise says "again" (R6.10, R8.5).
  if (isTooLarge(answer)) return { kind: "too_large", reason };
  if (outcome.kind === "retry") return { kind: "again", reason, askedMs: outcome.retryAfterMs };
  if (refusesAll(answer)) return { kind: "destination_refused", reason, tryAnother: false };
  const isProven = recent.otherAcceptedAtMs !== null && recent.nowMs - recent.otherAcceptedAtMs <= proofMs;
  if (!isProven) return { kind: "destination_refused", reason, tryAnother: false };
  return isAtFault(recent) ? { kind: "bad_batch", reason } : { kind: "destination_refused", reason, tryAnother: true };
}

/**
 * Cutting in two loses nothing, so a recent acceptance is enough for it. The last single request is given up only if another
 * was accepted since the trouble began: a server that began to answer 500, or a signature that expired, refuses them all.
 */
function isAtFault({ requests, otherAcceptedAtMs, firstRefusedAtMs }: Recent): boolean {
  if (requests > 1) return true;
  return otherAcceptedAtMs !== null && firstRefusedAtMs !== null && otherAcceptedAtMs > firstRefusedAtMs;
}

/**
 * Answers that no other batch would change (R7.12). A success that no OTLP receiver wrote (R6.7, R8.2) is among them:
 * never bisected, for the data may be in, and never given up, for a gateway's "OK" would then empty the queue.
 */
function refusesAll({ httpStatus, grpcStatus, isHtml, unparseable }: Judged): boolean {
  // No answer at all, and yet no use in asking again: TLS, or a peer that speaks something else.
  if (httpStatus === null) return true;
  if (httpStatus >= 300 && httpStatus < 400) return true;
  if (refusingHttp.has(httpStatus)) return true;
  if (grpcStatus && refusingGrpc.has(grpcStatus.name)) return true;
  return unparseable || (isHtml && httpStatus < 300);
}

/** nginx: 400 "Request Header Or Cookie Too Large". */
function isTooLarge({ httpStatus, grpcStatus, words }: Judged): boolean {
  if (httpStatus === 413) return true;
  const isSuspect = httpStatus === 400 || httpStatus === 429 || grpcStatus?.name === "RESOURCE_EXHAUSTED";
  return isSuspect && saysTooLarge(words);
}

type UnopenedSeen = Pick<Opened["seen"], "dns" | "tcp" | "proxy" | "tls">;

const passing = new Set(["ECONNRESET", "ETIMEDOUT", "EPIPE", "ECONNREFUSED", "ECONNABORTED", "ABORT_ERR"]);

/** No channel came about. What the policy forbids and what TLS or the proxy refuses is held (R7.12); the rest may pass. */
export function judgeUnopened({ dns, tcp, proxy, tls }: UnopenedSeen): Verdict {
  const held = (reason: string): Verdict => ({ kind: "destination_refused", reason, tryAnother: false });
  const blocked = tcp?.blocked ?? proxy?.blocked;
  if (blocked) return held(`The address ${blocked.address} is not allowed`);
  const proxyStatus = proxy?.status ?? null;
  if (proxyStatus !== null && proxyStatus >= 300 && proxyStatus < 500 && proxyStatus !== 429) {
    return held(`The proxy answered ${proxyStatus}`);
  }
  if (tls?.fault && !passing.has(tls.fault.code)) return held(`${tls.fault.code}: ${tls.fault.message}`);
  const fault = tls?.fault ?? proxy?.fault ?? tcp?.attempts.findLast((attempt) => attempt.fault)?.fault ?? dns?.fault;
  return { kind: "again", reason: fault ? `${fault.code}: ${fault.message}` : "No connection", askedMs: null };
}
