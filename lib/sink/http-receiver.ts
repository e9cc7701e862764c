// OTLP over HTTP: POST /v1/<signal>, Protobuf or JSON, gzip or none. Answers as the specification asks, in the request's
// own encoding; what it cannot take it names in plain words.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Print, readBody, readRequest, signalOfPath } from "#lib/sink/receive";

export function httpReceiver(print: Print): Server {
  return createServer((request, response) => {
    receive(request, response, print).catch(() => request.destroy());
  });
}

async function receive(request: IncomingMessage, response: ServerResponse, print: Print): Promise<void> {
  const refuse = (status: number, words: string): void => {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(`${words}\n`);
  };
  const signal = signalOfPath((request.url ?? "").split("?")[0] ?? "", "http");
  if (!signal) return refuse(404, "Not an OTLP path: use /v1/traces, /v1/metrics or /v1/logs.");
  if (request.method !== "POST") return refuse(405, "OTLP is sent with POST.");
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" && type !== "application/x-protobuf") {
    return refuse(415, "Content-Type has to be application/x-protobuf or application/json.");
  }
  const compression = request.headers["content-encoding"] ?? "none";
  if (!["gzip", "none", "identity"].includes(compression)) return refuse(415, "Content-Encoding may be gzip.");
  const body = await readBody(request);
  if (!body) return refuse(413, "The body is larger than 16 MiB.");
  const encoding = type === "application/json" ? "json" : "protobuf";
  const description = readRequest(signal, encoding, compression, body);
  if (!description) return refuse(400, `The body is no OTLP ${signal} request in ${encoding}.`);
  print({ signal, how: `HTTP ${encoding}${compression === "gzip" ? " gzip" : ""}`, description });
  response.writeHead(200, { "content-type": type }).end(encoding === "json" ? "{}" : "");
}
