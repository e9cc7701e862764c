// OTLP over gRPC: a unary call on node:http2, over a socket that open-socket.ts opened. Trailers are read here, as no
// public gRPC client shows them whole; calls of several signals share the session.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import type { Socket } from "node:net";
import type { Target } from "#lib/destination/endpoint";
import { compress } from "#lib/engine/body-coding";
import { bodyBytesMax, type Channel, type Further, type WireRequest } from "#lib/engine/channel";
import { faultOf, hex } from "#lib/engine/fault";
import { frame, frameHeaderBytes, unframe } from "#lib/engine/grpc-frame";
import { interimLimit } from "#lib/engine/interim-answers";
import { authority } from "#lib/engine/open-socket";
import { plainHeaders } from "#lib/engine/transport-http";
import { userAgent } from "#lib/engine/user-agent";
import { within } from "#lib/engine/within";
import type { Exchange, Fault } from "#lib/otlp/observation";
import { signalFacts } from "#lib/otlp/signal";

type Ended = Pick<Exchange, "answer" | "fault" | "timedOut">;
type Phase = NonNullable<Exchange["fault"]>["phase"];
type Session = { http2: ClientHttp2Session; seen: { settings: boolean; fault: Fault | null } };

export function grpcChannel(first: Socket, further: Further, target: Target, now: () => number): Channel {
  const session = openSession(first, target);
  let peeked: Promise<string | null> | null = null;
  return {
    exchange: async (request, abort) => {
      const startMs = now();
      const body = request.isPacked ? request.body : await compress(request.body, request.compression);
      const message = frame(body, request.compression);
      const ended = await call(session, target, request, message, abort);
      if (ended.fault && !session.seen.settings && !ended.timedOut && !abort.aborted) {
        peeked ??= peekFirstBytes(further, abort);
        const firstBytes = await peeked;
        if (firstBytes !== null) ended.fault.firstBytes = firstBytes;
      }
      const { withCredentials, items } = request;
      const path = methodOf(request);
      return { transport: "grpc", path, withCredentials, items, startMs, durationMs: now() - startMs, ...ended };
    },
    close: () => session.http2.destroy(),
  };
}

function openSession(socket: Socket, target: Target): Session {
  const http2 = connect(target.url, { createConnection: () => socket, settings: { enablePush: false } });
  const seen: Session["seen"] = { settings: false, fault: null };
  http2.once("remoteSettings", () => {
    seen.settings = true;
  });
  http2.on("error", (error) => {
    seen.fault ??= faultOf(error);
  });
  http2.once("goaway", (code, _last, data) => {
    const said = data?.length ? Buffer.from(data).toString("latin1") : "The server ended the session";
    seen.fault = { code: "ERR_HTTP2_GOAWAY", message: said, reason: errorName(code) };
  });
  return { http2, seen };
}

function call(
  session: Session,
  target: Target,
  request: WireRequest,
  message: Uint8Array,
  abort: AbortSignal,
): Promise<Ended> {
  return within<Ended>(request.timeoutMs, abort, (finish) => {
    const reading = newReading();
    const broken = (fault: Fault): Ended => ({
      answer: reading.answer(false),
      fault: { ...(session.seen.fault ?? fault), phase: reading.phase },
      timedOut: false,
    });
    let stream: ClientHttp2Stream;
    try {
      stream = session.http2.request(requestHeaders(target, request));
    } catch (error) {
      finish(broken(faultOf(error)));
      return broken;
    }
    stream.once("finish", () => reading.sent());
    const flooded = (fault: Fault) => {
      finish(broken(fault));
      stream.close(constants.NGHTTP2_CANCEL);
    };
    stream.on("headers", interimLimit(flooded));
    stream.once("response", (headers) => reading.begin(headers));
    stream.once("trailers", (trailers) => reading.end(trailers));
    stream.on("data", (chunk: Buffer) => {
      if (reading.take(chunk)) return;
      finish({ answer: reading.answer(false), fault: null, timedOut: false });
      stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on("error", (error) => {
      if (!reading.hasStatus()) finish(broken(streamFault(error, stream.rstCode)));
    });
    stream.once("close", () => {
      const isWhole =
        reading.hasStatus() || (reading.phase === "body" && stream.rstCode === constants.NGHTTP2_NO_ERROR);
      if (isWhole) finish({ answer: reading.answer(true), fault: null, timedOut: false });
      else finish(broken(streamFault(endedBeforeAnswer(session), stream.rstCode)));
    });
    stream.end(message);
    return (fault) => {
      const ended = { ...broken(fault), timedOut: fault.code === "ETIMEDOUT" };
      stream.close(constants.NGHTTP2_CANCEL);
      return { ...ended, fault: { ...fault, phase: reading.phase } };
    };
  });
}

/** Gathers one answer: headers, at most what a response may be of its body, trailers. */
function newReading() {
  let headers: IncomingHttpHeaders = {};
  let trailers: Record<string, string> = {};
  const chunks: Buffer[] = [];
  let size = 0;
  const sizeMax = () => (isGrpc() ? bodyBytesMax + frameHeaderBytes : bodyBytesMax);
  const isGrpc = () => headers["content-type"]?.toLowerCase().startsWith("application/grpc") === true;
  const reading = {
    phase: "send" as Phase,
    sent: () => {
      if (reading.phase === "send") reading.phase = "headers";
    },
    begin: (received: IncomingHttpHeaders) => {
      reading.phase = "body";
      headers = received;
      // Trailers-only: status and headers come in one block.
      if (received["grpc-status"] !== undefined) reading.end(received);
    },
    end: (received: IncomingHttpHeaders) => {
      trailers = plainHeaders(received);
    },
    /** false = that is more than will be read. */
    take: (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      return size <= sizeMax();
    },
    hasStatus: () => trailers["grpc-status"] !== undefined,
    answer: (isWhole: boolean): Exchange["answer"] => {
      if (reading.phase !== "body") return null;
      const raw = Buffer.concat(chunks);
      const message = isGrpc() && isWhole ? unframe(raw, headers["grpc-encoding"]) : raw;
      const tooLong = size > sizeMax() || (isWhole && (message?.length ?? 0) > bodyBytesMax);
      return {
        httpVersion: "2",
        status: headers[":status"] ? Number(headers[":status"]) : 0,
        statusText: "",
        headers: plainHeaders(headers),
        trailers,
        contentType: headers["content-type"] ?? null,
        body: (message ?? raw).subarray(0, bodyBytesMax),
        truncated: !isWhole || message === null || tooLong,
        tooLong,
      };
    },
  };
  return reading;
}

function methodOf({ path, signal }: WireRequest): string {
  return path === "" ? signalFacts[signal].grpcPath : path;
}

function requestHeaders(target: Target, request: WireRequest): Record<string, string> {
  return {
    ...request.headers,
    ":method": "POST",
    ":scheme": target.tls ? "https" : "http",
    ":authority": authority(target),
    ":path": methodOf(request),
    "content-type": "application/grpc",
    te: "trailers",
    "user-agent": userAgent,
    "grpc-timeout": `${Math.max(1, Math.round(request.timeoutMs))}m`,
    "grpc-accept-encoding": "identity,gzip",
    ...(request.compression === "gzip" && { "grpc-encoding": "gzip" }),
  };
}

/** A peer that spoke no HTTP/2 before it hung up did not end a stream: it took the connection and left. */
function endedBeforeAnswer({ seen }: Session): Error {
  const error = new Error("The stream ended without an answer");
  return seen.settings ? error : Object.assign(error, { code: "ECONNRESET" });
}

function streamFault(error: Error, rstCode: number | undefined): Fault {
  // A stream that fell with its session tells the session's own error as the cause.
  const fault = faultOf(error.cause instanceof Error ? error.cause : error);
  if (!rstCode || fault.code.startsWith("E") === false) return fault;
  return { ...fault, reason: errorName(rstCode) };
}

function errorName(code: number): string {
  const names = Object.entries(constants) as [string, unknown][];
  return names.find(([name, value]) => value === code && errorNames.test(name))?.[0] ?? `NGHTTP2_${code}`;
}

const errorNames =
  /^NGHTTP2_(NO_ERROR|PROTOCOL_ERROR|INTERNAL_ERROR|FLOW_CONTROL_ERROR|SETTINGS_TIMEOUT|STREAM_CLOSED|FRAME_SIZE_ERROR|REFUSED_STREAM|CANCEL|COMPRESSION_ERROR|CONNECT_ERROR|ENHANCE_YOUR_CALM|INADEQUATE_SECURITY|HTTP_1_1_REQUIRED)$/;

const preface = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  Buffer.from("000000040000000000", "hex"),
]);
const peekMs = 300;

/**
 * A peer that never sent HTTP/2 settings is something else. node:http2 does not show what it said, so the greeting alone,
 * without a request, goes over a fresh socket and the first bytes of the answer are kept (failures.md §0.3).
 */
async function peekFirstBytes(further: Further, abort: AbortSignal): Promise<string | null> {
  const { socket } = await further(abort);
  if (!socket) return null;
  const bytes = await within<string | null>(peekMs, abort, (finish) => {
    socket.once("data", (chunk: Buffer) => finish(hex(chunk)));
    socket.once("close", () => finish(null));
    socket.write(preface);
    return () => null;
  });
  socket.destroy();
  return bytes;
}
