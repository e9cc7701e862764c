// OTLP over gRPC without TLS (h2c): the three Export methods, gzip or none, on node:http2.
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { type Print, readBody, readRequest, signalOfPath } from "#lib/sink/receive";

const invalidArgument = 3;
const resourceExhausted = 8;
const unimplemented = 12;

export function grpcReceiver(print: Print): Http2Server {
  const server = createServer();
  server.on("stream", (stream, headers) => {
    stream.on("error", () => stream.destroy());
    receive(stream, headers, print).catch(() => stream.destroy());
  });
  return server;
}

async function receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, print: Print): Promise<void> {
  const signal = signalOfPath(headers[":path"] ?? "", "grpc");
  if (!signal || !headers["content-type"]?.startsWith("application/grpc")) {
    return answer(stream, unimplemented, "this sink knows the OTLP Export methods only");
  }
  const body = await readBody(stream);
  if (!body) return answer(stream, resourceExhausted, "the message is larger than 16 MiB");
  const message = Buffer.from(body);
  // A gRPC message: one byte "compressed", four bytes length, content. A unary call has exactly one.
  const isWhole = message.length >= 5 && message.readUInt32BE(1) === message.length - 5;
  const compression = message[0] === 1 ? String(headers["grpc-encoding"] ?? "") : "none";
  if (compression !== "gzip" && compression !== "none") return answer(stream, unimplemented, "only gzip is known");
  const description = isWhole ? readRequest(signal, "protobuf", compression, message.subarray(5)) : null;
  if (!description) return answer(stream, invalidArgument, `the message is no OTLP ${signal} request`);
  print({ signal, how: `gRPC${compression === "gzip" ? " gzip" : ""}`, description });
  answer(stream, 0, "");
}

/** Status 0 comes with an empty response message, anything else with the trailers alone. */
function answer(stream: ServerHttp2Stream, code: number, words: string): void {
  const status = { "grpc-status": String(code), ...(words === "" ? {} : { "grpc-message": words }) };
  const head = { ":status": 200, "content-type": "application/grpc" };
  if (code !== 0) {
    stream.respond({ ...head, ...status }, { endStream: true });
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers(status));
  stream.end(Buffer.alloc(5));
}
