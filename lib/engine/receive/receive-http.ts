// OTLP over HTTP (R4.*, R16.*): one request judged by its head, read, admitted and answered. Knows no socket: HTTP/1 and HTTP/2
// hand it the same things (http-door.ts).
import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Encoding } from "#lib/destination/schema";
import type { Admit } from "#lib/engine/receive/admit";
import type { CrossOrigin } from "#lib/engine/receive/cross-origin";
import type { Sender } from "#lib/engine/receive/ingest-keys";
import { type BodyRead, type BodyRoom, readBody } from "#lib/engine/receive/read-body";
import type { Answered } from "#lib/engine/receive/request-counts";
import { log } from "#lib/log";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { encodingOf, type HttpAnswer, type Refusal, refusalAnswer, successAnswer } from "#lib/otlp/status-answer";

export type Asked = {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: Readable;
  /** Tells a sender that waits for a go-ahead (Expect: 100-continue). */
  proceed?: () => void;
};

/** `isRead`: nothing of the request is left on the wire. */
export type Say = (answer: HttpAnswer, isRead: boolean) => void;

export type HttpParts = {
  admit: Admit;
  room: BodyRoom;
  judge: (authorization: string | undefined) => Sender | Refusal;
  counted: (sender: Sender, signal: Signal, items: number) => void;
  crossOrigin: CrossOrigin;
  isClosing: () => boolean;
  answered: Answered;
};

export type ReceiveHttp = (asked: Asked, say: Say) => void;

export function createReceiveHttp(parts: HttpParts): ReceiveHttp {
  return (asked, say) => {
    const { headers } = asked;
    const more = headers.origin === undefined ? null : parts.crossOrigin.headers(headers);
    const answer: Say = more
      ? (plain, isRead) => say({ ...plain, headers: { ...plain.headers, ...more } }, isRead)
      : say;
    const encoding = encodingOf(headers["content-type"]);
    const signal = signalOf(asked.url);
    if (signal !== undefined && asked.method === "OPTIONS") {
      const allowed = parts.crossOrigin.preflight(headers);
      if (allowed) return say({ status: 204, headers: allowed, body: nothing }, false);
    }
    const judged = judge(parts, asked, signal, encoding);
    if (signal === undefined || encoding === null || "refused" in judged) {
      const refusal = "refused" in judged ? judged : refusals.type;
      parts.answered(refusal.refused);
      return answer(refusalAnswer(refusal, encoding), false);
    }
    void receive(parts, asked, { signal, encoding, sender: judged }, answer);
  };
}

const nothing = new Uint8Array(0);

const ofPath = new Map<string | undefined, Signal>(signals.map((signal) => [signalFacts[signal].path, signal]));

/** A proxy may write the whole URL, a sender a query: neither means anything here. */
function signalOf(url: string | undefined): Signal | undefined {
  return ofPath.get(url) ?? ofPath.get(URL.parse(url ?? "", "http://receiver")?.pathname);
}

const refusals = {
  path: { refused: "not_found", message: "OTLP is received at /v1/traces, /v1/metrics and /v1/logs" },
  method: { refused: "method", message: "OTLP is sent by POST" },
  type: { refused: "unsupported", message: "Content-Type must be application/x-protobuf or application/json" },
  large: { refused: "too_large", message: "The body is larger than a request may be" },
  full: {
    refused: "unavailable",
    message: "Too much is being received at once; send again later",
    retryAfterMs: 1000,
  },
  closing: { refused: "unavailable", message: "The receiver is stopping; send again later", retryAfterMs: 2000 },
  slow: { refused: "timeout", message: "The body took too long" },
  failed: { refused: "unavailable", message: "It could not be taken; send again later", retryAfterMs: 5000 },
} as const satisfies Record<string, Refusal>;

/** R16.9: who sends is asked before anything of the body is looked at. */
function judge(
  parts: HttpParts,
  asked: Asked,
  signal: Signal | undefined,
  encoding: Encoding | null,
): Sender | Refusal {
  if (signal === undefined) return refusals.path;
  if (asked.method !== "POST") return refusals.method;
  const judged = parts.judge(asked.headers.authorization);
  if ("refused" in judged) return judged;
  if (encoding === null) return refusals.type;
  return parts.isClosing() ? refusals.closing : judged;
}

async function receive(
  { admit, room, answered, counted }: HttpParts,
  { headers, body, proceed }: Asked,
  { signal, encoding, sender }: { signal: Signal; encoding: Encoding; sender: Sender },
  say: Say,
): Promise<void> {
  const expected = headers["content-length"] === undefined ? null : Number(headers["content-length"]);
  const reading = readBody(body, room, { expected });
  proceed?.();
  const read = await reading;
  if ("reason" in read) {
    const refusal = refusalOf[read.reason];
    if (refusal) {
      answered(refusal.refused);
      say(refusalAnswer(refusal, encoding), false);
    }
    return;
  }
  try {
    const coding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
    const admitted = await admit(signal, { source: "otlp", encoding, coding, body: read.body });
    answered(admitted.accepted ? "accepted" : admitted.refused);
    if (admitted.accepted) counted(sender, signal, admitted.items);
    say(admitted.accepted ? successes[encoding] : refused(admitted, encoding), true);
  } catch (error) {
    // R16.3: never 500, which makes senders drop what they have.
    log.error("A received request failed", { signal, error });
    answered("unavailable");
    say(refusalAnswer(refusals.failed, encoding), true);
  } finally {
    room.budget.give(read.held);
  }
}

const successes = { protobuf: successAnswer("protobuf"), json: successAnswer("json") };

const refusalOf: Record<Extract<BodyRead, { reason: string }>["reason"], Refusal | null> = {
  too_large: refusals.large,
  longer: refusals.large,
  no_room: refusals.full,
  slow: refusals.slow,
  gone: null,
};

function refused(refusal: Refusal, encoding: Encoding): HttpAnswer {
  const answer = refusalAnswer(refusal, encoding);
  if (refusal.refused !== "unsupported") return answer;
  return { ...answer, headers: { ...answer.headers, "accept-encoding": "gzip, deflate, zstd, identity" } };
}
