// What an OTLP server's answer means: accepted, partial, retry or refused (rules R6.*, R7.2), and in whose words. Pure.
import { grpcCodeOfHttpStatus, grpcStatusName, isRetryableGrpcStatus } from "#lib/otlp/grpc-status";
import type { Exchange } from "#lib/otlp/observation";
import type { Outcome } from "#lib/otlp/outcome";
import {
  bodyKind,
  decodeExportResponse,
  decodeStatus,
  type ExportResponse,
  protobufStatus,
  type Status,
  wordsOf,
} from "#lib/otlp/response-body";
import { retryAfterMs } from "#lib/otlp/retry-after";
import { type Signal, signalFacts } from "#lib/otlp/signal";
import { showWords } from "#lib/otlp/words";

export type Answer = {
  outcome: Outcome;
  httpStatus: number | null;
  /** `madeUp`: no grpc-status came, the code was made from the HTTP status (R6.12). */
  grpcStatus: { code: number; name: string; message: string; madeUp: boolean } | null;
  /** google.rpc.Status out of an error body or grpc-status-details-bin. */
  otlpStatus: { code: number; message: string } | null;
  /** The server's own words, fit to show, at most 2 kB. */
  words: string | null;
  rejected: number;
  retryAfterMs: number | null;
  isHtml: boolean;
  emptyBody: boolean;
  /** Readable, and nothing in it belongs to OTLP: fields may be newer than we are, so it is a doubt at most (H08). */
  isForeign: boolean;
  /** A 2xx body that is no export response (R6.7). */
  unparseable: boolean;
  /** A 2xx other than 200 (R6.6). */
  nonConformant2xx: boolean;
  /** A proxy or web server answered in place of the gRPC server (R6.12, R6.13). */
  sentByIntermediary: boolean;
};

/**
 * `hide` takes the secrets out of the words before they are cut: servers like to repeat the key they refuse (R3.10). What an answer
 * means is read of the bytes as they came: a secret may be a word of OTLP.
 */
export type Reading = { nowMs: number; hide: (words: string) => string };

type Reply = NonNullable<Exchange["answer"]>;
const retryableHttp = new Set([429, 502, 503, 504]);

export function readAnswer(signal: Signal, sentItems: number, exchange: Exchange, reading: Reading): Answer {
  const reply = exchange.answer;
  if (!reply) return { ...nothing, outcome: outcomeOfFault(exchange, reading) };
  const facts = exchange.transport === "grpc" ? readGrpc(reply, reading) : readHttp(reply, reading);
  const isCutOff = exchange.fault !== null && reply.status < 300 && !facts.grpcStatus;
  const response = facts.isSuccess ? exportResponse(signal, reply) : null;
  const isUnparseable = facts.isSuccess && !response;
  const said = response && !response.isForeign ? response.message : facts.said;
  const answer: Omit<Answer, "outcome"> = {
    httpStatus: reply.status,
    grpcStatus: facts.grpcStatus,
    otlpStatus: facts.otlpStatus,
    words: showWords(reading.hide(said)),
    // What a server says it rejected beyond what it got is no fact.
    rejected: Math.min(response?.rejected ?? 0, sentItems),
    retryAfterMs: facts.retryAfterMs,
    isHtml: bodyKind(reply.contentType, reply.body) === "html",
    emptyBody: reply.body.length === 0,
    isForeign: response?.isForeign === true,
    unparseable: isUnparseable && !isCutOff,
    nonConformant2xx: exchange.transport === "http" && facts.isSuccess && reply.status !== 200,
    sentByIntermediary: facts.grpcStatus?.madeUp === true && !isGrpc(reply),
  };
  if (isCutOff) return { ...answer, outcome: outcomeOfFault(exchange, reading) };
  if (response) return { ...answer, outcome: delivered(signal, sentItems, response, answer) };
  const reason = reasonOf(reply, answer, reading);
  if (facts.isRetryable) return { ...answer, outcome: { kind: "retry", reason, retryAfterMs: facts.retryAfterMs } };
  return { ...answer, outcome: { kind: "refused", reason } };
}

/** Everything was taken and nothing said of it: most answers of export are this one, and hold nothing to read, hide or show. */
export function isPlainSuccess({ transport, answer, fault }: Exchange): boolean {
  if (transport !== "http" || answer === null || fault !== null) return false;
  const { status, contentType, body, truncated } = answer;
  return status === 200 && body.length === 0 && !truncated && contentType === "application/x-protobuf";
}

const nothing: Omit<Answer, "outcome"> = {
  httpStatus: null,
  grpcStatus: null,
  otlpStatus: null,
  words: null,
  rejected: 0,
  retryAfterMs: null,
  isHtml: false,
  emptyBody: false,
  isForeign: false,
  unparseable: false,
  nonConformant2xx: false,
  sentByIntermediary: false,
};

export const plainSuccess: Answer = {
  ...nothing,
  ...{ httpStatus: 200, emptyBody: true, outcome: { kind: "accepted", warning: null } },
};

type Facts = {
  isSuccess: boolean;
  isRetryable: boolean;
  said: string;
  retryAfterMs: number | null;
  otlpStatus: Answer["otlpStatus"];
  grpcStatus: Answer["grpcStatus"];
};

function readHttp(reply: Reply, reading: Reading): Facts {
  const isSuccess = reply.status >= 200 && reply.status < 300;
  const status = isSuccess ? null : decodeStatus(reply.contentType, reply.body);
  return {
    isSuccess,
    isRetryable: retryableHttp.has(reply.status),
    said: wordsOf(reply.contentType, reply.body),
    retryAfterMs: retryAfterMs(reply.headers, reading.nowMs) ?? status?.retryAfterMs ?? null,
    otlpStatus: shownStatus(status, reading),
    grpcStatus: null,
  };
}

function readGrpc(reply: Reply, reading: Reading): Facts {
  const sent = /^\d{1,3}$/.exec(reply.trailers["grpc-status"] ?? "")?.[0];
  const code = sent === undefined ? grpcCodeOfHttpStatus(reply.status) : Number(sent);
  const message = percentDecode(reply.trailers["grpc-message"] ?? "");
  const details = reply.trailers["grpc-status-details-bin"];
  const status = details ? protobufStatus(Buffer.from(details.split(",")[0] ?? "", "base64")) : null;
  const said = message || status?.message || (sent === undefined ? wordsOf(reply.contentType, reply.body) : "");
  return {
    isSuccess: sent !== undefined && code === 0,
    isRetryable: isRetryableGrpcStatus(code, status?.retryAfterMs != null),
    said,
    retryAfterMs:
      status?.retryAfterMs == null ? retryAfterMs(reply.headers, reading.nowMs) : clamp(status.retryAfterMs),
    otlpStatus: shownStatus(status, reading),
    grpcStatus: {
      code,
      name: grpcStatusName(code),
      message: showWords(reading.hide(message)) ?? "",
      madeUp: sent === undefined,
    },
  };
}

function shownStatus(status: Status | null, reading: Reading): Answer["otlpStatus"] {
  return status && { code: status.code, message: showWords(reading.hide(status.message)) ?? "" };
}

function exportResponse(signal: Signal, reply: Reply): ExportResponse | null {
  return reply.truncated ? null : decodeExportResponse(signal, reply.contentType, reply.body);
}

function delivered(
  signal: Signal,
  sentItems: number,
  response: ExportResponse,
  answer: Omit<Answer, "outcome">,
): Outcome {
  if (response.rejected > 0) {
    const { rejected } = answer;
    const isImpossible = response.rejected > sentItems;
    const of = `${rejected} of ${sentItems} ${signalFacts[signal].items} rejected`;
    const told = isImpossible ? `${of} (the server's own number is impossible: it is more than was sent)` : of;
    return { kind: "partial", rejected, message: answer.words ? `${told}: ${answer.words}` : told };
  }
  if (response.message) return { kind: "accepted", warning: answer.words };
  if (answer.nonConformant2xx) {
    return { kind: "accepted", warning: `The answer is HTTP ${answer.httpStatus}; OTLP wants 200` };
  }
  return { kind: "accepted", warning: null };
}

function reasonOf(reply: Reply, answer: Omit<Answer, "outcome">, { hide }: Reading): string {
  if (answer.isHtml && reply.status < 300) return "A web page answered, not an OTLP receiver";
  if (reply.tooLong && reply.status < 300) return "The answer is longer than the 64 KiB that are read of it";
  if (answer.unparseable) return "The answer is not one of an OTLP receiver";
  const { grpcStatus } = answer;
  const statusText = showWords(hide(reply.statusText));
  const http = `HTTP ${reply.status}${statusText ? ` ${statusText}` : ""}`;
  const status = grpcStatus && !grpcStatus.madeUp ? `gRPC ${grpcStatus.name} (${grpcStatus.code})` : http;
  return answer.words ? `${status}: ${answer.words}` : status;
}

/** R6 "no response": retried, unless what came shows that no repetition can help (R7.12). */
function outcomeOfFault({ fault, timedOut }: Exchange, { hide }: Reading): Outcome {
  if (timedOut) return { kind: "retry", reason: "No complete answer in time", retryAfterMs: null };
  const code = fault?.code ?? "";
  const isHopeless = /^HPE_|^ERR_SSL_|^ERR_TLS_|CERT/.test(code) || fault?.alert !== undefined || fault?.firstBytes;
  // Nothing was sent: the words tell of the token server.
  const message = fault && (showWords(hide(fault.message)) ?? "");
  const reason = code === "ERR_NO_TOKEN" ? (message ?? "") : `${code}: ${message ?? "no answer"}`;
  return isHopeless ? { kind: "refused", reason } : { kind: "retry", reason, retryAfterMs: null };
}

function isGrpc(reply: Reply): boolean {
  return reply.contentType?.toLowerCase().startsWith("application/grpc") === true;
}

function clamp(ms: number): number {
  return Math.min(Math.max(0, ms), 3_600_000);
}

/** gRPC encodes its message in percent form; what does not decode stays as it came. */
function percentDecode(message: string): string {
  const bytes = Buffer.from(
    message.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number(`0x${hex}`))),
    "latin1",
  );
  return /%[0-9a-fA-F]{2}/.test(message) ? bytes.toString("utf8") : message;
}
