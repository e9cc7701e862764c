// The door for OTLP over gRPC: HTTP/2 with and without TLS. Who speaks HTTP/1 there is told so in HTTP/1. Judges no call
// (receive-grpc.ts).
import { createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { closeDoor, type DoorLimits, type DoorTls, keepSockets } from "#lib/engine/receive/door";
import { type OpenedDoor, tlsOptions } from "#lib/engine/receive/http-door";
import { createHttp2Sessions } from "#lib/engine/receive/http2-sessions";
import type { ReceiveGrpc } from "#lib/engine/receive/receive-grpc";
import { createSniff } from "#lib/engine/receive/sniff";

const noHttp2 = "This port speaks gRPC, which is HTTP/2. OTLP over HTTP has a port of its own, 4318 by default.\n";
const noHttp2Answer = [
  "HTTP/1.1 400 Bad Request",
  "content-type: text/plain",
  `content-length: ${noHttp2.length}`,
  "connection: close",
  "",
  noHttp2,
].join("\r\n");

export function createGrpcDoor(receive: ReceiveGrpc, tls: DoorTls | null, limits: DoorLimits): OpenedDoor {
  const sessions = createHttp2Sessions(limits.idleMs, receive);
  const server: Server = tls
    ? createTlsServer({ ...tlsOptions(tls, limits), noDelay: true, ALPNProtocols: ["h2"] })
    : createServer({ noDelay: true });
  server.maxConnections = limits.connectionsMax;
  const door = keepSockets(server);
  const sniff = createSniff(limits.headersMs, (socket, isHttp2) => {
    if (isHttp2) sessions.server.emit("connection", socket);
    else socket.on("error", () => {}).end(noHttp2Answer, () => socket.destroy());
  });
  server.on(tls ? "secureConnection" : "connection", sniff.take);
  const ease = () => {
    sessions.ease();
    sniff.ease();
  };
  return { door, close: (drainMs) => closeDoor(door, drainMs, ease) };
}
