// Receivers that behave as real ones do, for the tests of what is healthy: they take what is OTLP on their paths and refuse all
// else. How they say yes is the test's to choose.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { Server } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { frame, unframe } from "#lib/engine/grpc-frame";
import { listen } from "#lib/engine/testing/peers";
import { scanJson } from "#lib/otlp/scan-json";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { toJson } from "#lib/otlp/to-json";

export type Asked = { signal: Signal; isJson: boolean };
/** Says yes, in one of the ways the specification leaves. */
export type SayYes = (response: ServerResponse, asked: Asked) => void;

type Ways = {
  yes?: SayYes;
  prefix?: string;
  /** The whole path and query of a signal, in place of its usual path. */
  paths?: Partial<Record<Signal, string>>;
  /** Without this header every request is refused. */
  key?: [name: string, value: string];
  tls?: Parameters<typeof createHttpsServer>[0];
  host?: string;
};

const types = { json: "application/json", protobuf: "application/x-protobuf" };
export const typeOf = ({ isJson }: Asked): string => (isJson ? types.json : types.protobuf);
const plainYes: SayYes = (response, asked) =>
  void response.writeHead(200, { "content-type": typeOf(asked) }).end(asked.isJson ? "{}" : "");

/** `taken` holds the signal of each request that held items. */
export async function conformingHttp({ yes = plainYes, prefix = "", paths = {}, key, tls, host }: Ways = {}) {
  const taken: Signal[] = [];
  const pathOf = (signal: Signal) => paths[signal] ?? prefix + signalFacts[signal].path;
  const listener: RequestListener = (request, response) => {
    const refuse = (status: number, words: string) =>
      void response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(words);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const signal = signals.find((one) => pathOf(one) === request.url);
      if (signal === undefined) return refuse(404, "404 page not found\n");
      if (request.method !== "POST") return refuse(405, "405 method not allowed, supported: [POST]");
      if (key !== undefined && request.headers[key[0]] !== key[1]) return refuse(401, "missing or invalid key");
      const isJson = request.headers["content-type"]?.startsWith(types.json) === true;
      if (!isJson && request.headers["content-type"] !== types.protobuf)
        return refuse(415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
      const items = itemsOf(signal, isJson, request, Buffer.concat(chunks));
      if (items === null) return refuse(400, "the request cannot be read");
      if (items > 0) taken.push(signal);
      yes(response, { signal, isJson });
    });
  };
  const server = tls ? createHttpsServer(tls, listener) : createServer(listener);
  return { port: await listen(server as Server, 0, host), taken };
}

/** How many items a request holds; null when it is no request. */
function itemsOf(signal: Signal, isJson: boolean, request: IncomingMessage, raw: Buffer): number | null {
  try {
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    return isJson ? jsonItems(signal, body) : jsonItems(signal, toJson(signal, body));
  } catch {
    return null;
  }
}

function jsonItems(signal: Signal, json: Uint8Array | null): number | null {
  return json === null ? null : (scanJson(signal, json)?.items ?? null);
}

type GrpcWays = {
  isGzip?: boolean;
  message?: Uint8Array;
  metadata?: Record<string, string>;
  trailers?: Record<string, string>;
};

/** OTLP over plaintext HTTP/2, with frames and trailers written by hand. */
export async function conformingGrpc({
  isGzip = false,
  message = new Uint8Array(),
  metadata,
  trailers,
}: GrpcWays = {}) {
  const taken: Signal[] = [];
  const server = createHttp2Server();
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => {});
    stream.on("end", () => {
      const signal = signals.find((one) => signalFacts[one].grpcPath === headers[":path"]);
      const type = { ":status": 200, "content-type": "application/grpc" };
      const failed = (code: number) =>
        void stream.respond({ ...type, "grpc-status": String(code) }, { endStream: true });
      if (signal === undefined) return failed(12);
      const encoding = headers["grpc-encoding"];
      const body = unframe(Buffer.concat(chunks), typeof encoding === "string" ? encoding : undefined);
      const items = body === null ? null : jsonItems(signal, toJson(signal, body));
      if (items === null) return failed(13);
      if (items > 0) taken.push(signal);
      stream.respond({ ...type, ...metadata, ...(isGzip && { "grpc-encoding": "gzip" }) }, { waitForTrailers: true });
      stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", ...trailers }));
      stream.end(isGzip ? frame(gzipSync(message), "gzip") : frame(message, "none"));
    });
  });
  return { port: await listen(server), taken };
}
