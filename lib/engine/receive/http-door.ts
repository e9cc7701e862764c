// The door for OTLP over HTTP: one port for HTTP/1.1 and HTTP/2, with and without TLS. Slow heads, slow bodies and idle
// connections are closed; what is no HTTP is answered as such. Judges no request (receive-http.ts).
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { closeDoor, type Door, type DoorLimits, type DoorTls, keepSockets } from "#lib/engine/receive/door";
import { createHttp2Sessions, endStream } from "#lib/engine/receive/http2-sessions";
import type { Asked, ReceiveHttp, Say } from "#lib/engine/receive/receive-http";
import { createSniff } from "#lib/engine/receive/sniff";
import { encodingOf, refusalAnswer } from "#lib/otlp/status-answer";

export type OpenedDoor = { door: Door; close: (drainMs: number) => Promise<void> };

/** A refused body up to this size is read to its end, so that the connection can go on; of a larger one so much, and so long. */
const drainedBytesMax = 256 * 1024;
const lingerBytesMax = 1024 * 1024;
const lingerMs = 1000;
const headBytesMax = 16 * 1024;

export function createHttpDoor(receive: ReceiveHttp, tls: DoorTls | null, limits: DoorLimits): OpenedDoor {
  let isClosing = false;
  const latest = new WeakMap<Duplex, ServerResponse>();
  const server = httpServer(tls, limits);
  const onRequest = (request: IncomingMessage, response: ServerResponse, proceed?: () => void) => {
    latest.set(request.socket, response);
    const { method, url, headers } = request;
    const asked: Asked = { method, url, headers, body: request };
    const say = sayHttp1(request, response, () => isClosing);
    if (request.httpVersion === "1.1" && headers.host === undefined) {
      return say(refusalAnswer({ refused: "invalid", message: nameHost }, encodingOf(headers["content-type"])), false);
    }
    receive(proceed ? { ...asked, proceed } : asked, say);
  };
  server.on("request", onRequest);
  // Any other expectation is none of ours (RFC 9110 leaves it to the server).
  server.on("checkExpectation", (request, response) => onRequest(request, response));
  server.on("checkContinue", (request, response) => onRequest(request, response, () => response.writeContinue()));
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    const response = latest.get(socket);
    const destroy = () => socket.destroy();
    if (!socket.writable) destroy();
    else if (!response || !isAnswering(response)) socket.end(noHttp(error.code ?? ""), destroy);
    else if (response.headersSent) socket.end(destroy);
    else response.once("finish", () => socket.end(destroy));
  });
  const sessions = createHttp2Sessions(limits.idleMs, (stream, headers) => {
    receive({ method: headers[":method"], url: headers[":path"], headers, body: stream }, sayHttp2(stream));
  });
  const connected = tls ? "secureConnection" : "connection";
  const [takeHttp1] = server.listeners(connected);
  server.removeAllListeners(connected);
  const door = keepSockets(server);
  const sniff = createSniff(limits.headersMs, (socket, isHttp2) => {
    if (isHttp2) sessions.server.emit("connection", socket);
    else takeHttp1?.call(server, socket);
  });
  server.on(connected, sniff.take);
  const ease = () => {
    server.closeIdleConnections();
    sessions.ease();
    sniff.ease();
  };
  const close = (drainMs: number) => {
    isClosing = true;
    return closeDoor(door, drainMs, ease);
  };
  return { door, close };
}

function httpServer(tls: DoorTls | null, limits: DoorLimits): Server {
  const options: ServerOptions = {
    maxHeaderSize: headBytesMax,
    // Node answers those without one by itself, and says nothing.
    requireHostHeader: false,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.ceil(Math.min(limits.headersMs / 4, 5000)),
  };
  const server = tls
    ? createTlsServer({ ...options, ...tlsOptions(tls, limits), ALPNProtocols: ["h2", "http/1.1"] })
    : createServer(options);
  server.maxConnections = limits.connectionsMax;
  return server;
}

/** Throws where certificate and key do not fit. */
export function tlsOptions({ cert, key, clientCa }: DoorTls, limits: DoorLimits) {
  const mutual = clientCa ? { ca: clientCa, requestCert: true, rejectUnauthorized: true } : {};
  return { cert, key, handshakeTimeout: limits.headersMs, ...mutual };
}

function sayHttp1(request: IncomingMessage, response: ServerResponse, isClosing: () => boolean): Say {
  // An answer has no use for the date, and its text costs more than the rest of the head.
  response.sendDate = false;
  return ({ status, headers, body }, isRead) => {
    const isSmall = isRead || leftBytes(request) <= drainedBytesMax;
    if (isSmall && !isClosing()) {
      response.writeHead(status, headers);
    } else {
      response.writeHead(status, { ...headers, connection: "close" });
    }
    if (!isRead) request.resume();
    if (isSmall) response.end(body);
    else linger(request, response, body);
  };
}

function leftBytes({ headers, complete }: IncomingMessage): number {
  if (complete) return 0;
  if (headers["content-length"] !== undefined) return Number(headers["content-length"]);
  return headers["transfer-encoding"] === undefined ? 0 : Number.POSITIVE_INFINITY;
}

/** A socket closed while its sender still writes is reset, and the answer lost on its way: so some of it is read first. */
function linger(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
  let left = lingerBytesMax;
  const end = () => {
    clearTimeout(timer);
    request.off("data", onData).off("end", end).off("close", end);
    response.end();
  };
  const onData = (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) end();
  };
  const timer = setTimeout(end, lingerMs);
  response.write(body);
  request.on("data", onData).once("end", end).once("close", end);
}

function sayHttp2(stream: ServerHttp2Stream): Say {
  return ({ status, headers, body }, isRead) => {
    if (stream.destroyed || stream.closed) return;
    stream.respond({ ":status": status, ...headers }, { endStream: body.length === 0 });
    if (body.length > 0) stream.end(body);
    endStream(stream, isRead);
  };
}

/** Its request was read whole, or it has begun: a second answer would be taken for another request's. */
function isAnswering(response: ServerResponse): boolean {
  return response.headersSent ? !response.writableFinished : response.req.complete;
}

const fewerHeaders = `The head of the request is too large: send fewer or shorter headers, ${headBytesMax / 1024} KiB in all`;
const nameHost = "The request names no Host, as HTTP/1.1 requires";
const unread: Record<string, Pick<Unread, "message"> & Partial<Unread>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { refused: "timeout", message: "The request took too long" },
  HPE_HEADER_OVERFLOW: { message: fewerHeaders, line: 431 },
};
type Unread = { refused: "timeout" | "invalid"; message: string; line: number };

/** To what the parser could not read, no response object exists. */
function noHttp(code: string): string {
  const { refused = "invalid", message, line } = unread[code] ?? { message: "This is no HTTP request" };
  const { status, headers, body } = refusalAnswer({ refused, message }, null);
  const head = Object.entries({ ...headers, connection: "close" }).map(([name, value]) => `${name}: ${value}`);
  const first = `HTTP/1.1 ${line ?? status} ${STATUS_CODES[line ?? status]}`;
  return [first, ...head, "", Buffer.from(body).toString()].join("\r\n");
}
