// A gRPC server, frame by frame, that unpacks nothing: a compressed message gets UNIMPLEMENTED, any other is taken.
import { createServer, type Http2Server } from "node:http2";
import type { Server } from "node:net";
import { listen } from "#lib/engine/testing/peers";

export async function grpcRefusingGzip(words: string, accepts?: string): Promise<number> {
  const server: Http2Server = createServer();
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    stream.resume();
    stream.on("end", () => {
      const answer = { ":status": 200, "content-type": "application/grpc" };
      if (headers["grpc-encoding"] === "gzip") {
        const list = accepts === undefined ? {} : { "grpc-accept-encoding": accepts };
        stream.respond({ ...answer, ...list, "grpc-status": "12", "grpc-message": words }, { endStream: true });
        return;
      }
      if (!headers[":path"]?.startsWith("/opentelemetry.")) {
        stream.respond({ ...answer, "grpc-status": "12", "grpc-message": "unknown service" }, { endStream: true });
        return;
      }
      stream.respond(answer, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.alloc(5));
    });
  });
  return listen(server as unknown as Server);
}
