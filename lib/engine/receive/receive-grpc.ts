// OTLP over gRPC (R2.8, R16.3): the three Export methods as unary calls on node:http2. One message a call, compressed or not, is
// admitted and answered by trailers. A sender's grpc-timeout is its own to keep: what is stored stays stored.
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { frameHeaderBytes } from "#lib/engine/grpc-frame";
import type { Admit } from "#lib/engine/receive/admit";
import { endStream } from "#lib/engine/receive/http2-sessions";
import type { Sender } from "#lib/engine/receive/ingest-keys";
import { type BodyRead, type BodyRoom, readBody } from "#lib/engine/receive/read-body";
import type { Answered } from "#lib/engine/receive/request-counts";
import { log } from "#lib/log";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { type Refusal, refusalTrailers } from "#lib/otlp/status-answer";

export type GrpcParts = {
  admit: Admit;
  room: BodyRoom;
  judge: (authorization: string | undefined) => Sender | Refusal;
  counted: (sender: Sender, signal: Signal, items: number) => void;
  isClosing: () => boolean;
  answered: Answered;
};

export type ReceiveGrpc = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

export function createReceiveGrpc(parts: GrpcParts): ReceiveGrpc {
  // The frame's own header is no part of the message.
  const room = { ...parts.room, bytesMax: parts.room.bytesMax + frameHeaderBytes };
  const refused = (stream: ServerHttp2Stream, refusal: Refusal) => {
    parts.answered(refusal.refused);
    refuse(stream, refusal, false);
  };
  return (stream, headers) => {
    if (!isGrpc(headers["content-type"])) return answerHttp(stream, 415, parts.answered);
    if (headers[":method"] !== "POST") return answerHttp(stream, 405, parts.answered);
    const signal = ofPath.get(headers[":path"]);
    if (signal === undefined) return refused(stream, refusals.method);
    const judged = parts.judge(headers.authorization);
    if ("refused" in judged) return refused(stream, judged);
    if (parts.isClosing()) return refused(stream, refusals.closing);
    void receive({ ...parts, room }, { stream, headers, signal, sender: judged });
  };
}

const ofPath = new Map<string | undefined, Signal>(signals.map((signal) => [signalFacts[signal].grpcPath, signal]));

function isGrpc(contentType: string | undefined): boolean {
  return /^application\/grpc(\+proto)? *(;|$)/i.test(contentType ?? "");
}

const refusals = {
  method: { refused: "not_found", message: "No such method: OTLP has Export of traces, metrics and logs" },
  large: { refused: "too_large", message: "The message is larger than a request may be" },
  several: { refused: "invalid", message: "A call takes one message" },
  broken: { refused: "invalid", message: "The message is cut off, or none" },
  plain: { refused: "invalid", message: "The message is marked as compressed, and grpc-encoding names no compression" },
  full: {
    refused: "unavailable",
    message: "Too much is being received at once; send again later",
    retryAfterMs: 1000,
  },
  closing: { refused: "unavailable", message: "The receiver is stopping; send again later", retryAfterMs: 2000 },
  slow: { refused: "timeout", message: "The message took too long" },
  failed: { refused: "unavailable", message: "It could not be taken; send again later", retryAfterMs: 5000 },
} as const satisfies Record<string, Refusal>;

const refusalOf: Record<Extract<BodyRead, { reason: string }>["reason"], Refusal | null> = {
  too_large: refusals.large,
  longer: refusals.several,
  no_room: refusals.full,
  slow: refusals.slow,
  gone: null,
};

type Called = { stream: ServerHttp2Stream; headers: IncomingHttpHeaders; signal: Signal; sender: Sender };

async function receive(
  { admit, room, answered, counted }: GrpcParts,
  { stream, headers, signal, sender }: Called,
): Promise<void> {
  const read = await readBody(stream, room, { expected: null, tell: frameLength });
  if ("reason" in read) {
    const refusal = refusalOf[read.reason];
    if (refusal) {
      answered(refusal.refused);
      refuse(stream, refusal, false);
    }
    return;
  }
  try {
    const message = openFrame(read.body, headers["grpc-encoding"]);
    if ("refused" in message) {
      answered(message.refused);
      return refuse(stream, message, true);
    }
    const admitted = await admit(signal, { source: "otlp", encoding: "protobuf", ...message });
    answered(admitted.accepted ? "accepted" : admitted.refused);
    if (admitted.accepted) counted(sender, signal, admitted.items);
    if (admitted.accepted) succeed(stream);
    else refuse(stream, admitted, true);
  } catch (error) {
    log.error("A received call failed", { signal, error });
    answered("unavailable");
    refuse(stream, refusals.failed, true);
  } finally {
    room.budget.give(read.held);
  }
}

/** null = its first piece does not tell. */
function frameLength(first: Buffer): number | null {
  return first.length < frameHeaderBytes ? null : frameHeaderBytes + first.readUInt32BE(1);
}

function openFrame(body: Buffer, encoding: string | string[] | undefined): { coding: string; body: Buffer } | Refusal {
  const length = frameLength(body);
  if (length === null || length > body.length) return refusals.broken;
  if (length < body.length) return refusals.several;
  const message = body.subarray(frameHeaderBytes);
  if (body[0] === 0) return { coding: "", body: message };
  const coding = String(encoding ?? "").toLowerCase();
  if (body[0] !== 1 || coding === "" || coding === "identity") return refusals.plain;
  return { coding, body: message };
}

const head: OutgoingHttpHeaders = {
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-accept-encoding": "identity,gzip,deflate,zstd",
};
const accepted = { "grpc-status": "0" };
/** A message of no bytes, which is an Export response with nothing set (R6.1). */
const emptyMessage = Buffer.alloc(frameHeaderBytes);

function succeed(stream: ServerHttp2Stream): void {
  if (stream.destroyed || stream.closed) return;
  stream.once("wantTrailers", () => stream.sendTrailers(accepted));
  stream.respond(head, { waitForTrailers: true });
  stream.end(emptyMessage);
}

function refuse(stream: ServerHttp2Stream, refusal: Refusal, isRead: boolean): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond({ ...head, ...refusalTrailers(refusal) }, { endStream: true });
  endStream(stream, isRead);
}

/** Whoever speaks no gRPC is told in HTTP's own words. */
function answerHttp(stream: ServerHttp2Stream, status: 405 | 415, answered: Answered): void {
  answered(status === 405 ? "method" : "unsupported");
  const more = status === 405 ? { allow: "POST" } : {};
  stream.respond({ ":status": status, ...more }, { endStream: true });
  endStream(stream, false);
}
