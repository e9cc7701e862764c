// Finds out what speaks on a port (failures.md §0.3): an HTTP/1.1 request in plain text on one socket, a ClientHello on
// another, side by side. Reads the first bytes of each and hangs up. Knows no failure and no credentials.
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { hostInUrl } from "#lib/destination/host";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { faultOf, hex } from "#lib/engine/fault";
import { type Network, openSocket } from "#lib/engine/open-socket";
import { userAgent } from "#lib/engine/user-agent";
import { within } from "#lib/engine/within";
import type { PortQuestion, PortReply } from "#lib/otlp/explain/questions";
import { isSettingsFrame } from "#lib/otlp/http2-frame";
import { signalFacts } from "#lib/otlp/signal";

type Plain = Pick<PortReply, "plain" | "firstBytes">;

/** `connection` is in plain text and without credentials. */
export async function askPort(
  connection: EffectiveConnection,
  question: PortQuestion,
  network: Network,
  abort: AbortSignal,
): Promise<PortReply> {
  const startMs = network.now();
  const [first, second] = await Promise.all([open(connection, network, abort), open(connection, network, abort)]);
  const blocked = first.seen.tcp?.blocked?.reason ?? first.seen.proxy?.blocked?.reason ?? null;
  const [plain, tls] = await Promise.all([
    first.socket ? speakPlain(first.socket, question, network.limitsMs.proxy, abort) : notOpen,
    second.socket ? speakTls(second.socket, question.host, network.limitsMs.tls, abort) : notSecured,
  ]);
  const isOpen = first.socket !== null || second.socket !== null;
  return { kind: "port", startMs, durationMs: network.now() - startMs, open: isOpen, blocked, ...plain, ...tls };
}

type Secured = Pick<PortReply, "tls" | "refusesTls">;
const notSecured: Secured = { tls: null };
const refused: Secured = { tls: null, refusesTls: true };
const notOpen: Plain = { plain: null, firstBytes: null };

function open(connection: EffectiveConnection, network: Network, abort: AbortSignal) {
  return openSocket(connection, network, abort, () => {});
}

async function speakPlain(socket: Socket, question: PortQuestion, limitMs: number, abort: AbortSignal): Promise<Plain> {
  const bytes = await within<Buffer | "closed" | "silent">(limitMs, abort, (finish) => {
    let seen = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      // A frame header has 9 bytes, "HTTP/1.1 400" 12.
      if (seen.length >= 9) finish(seen);
    });
    socket.once("close", () => finish(seen.length > 0 ? seen : "closed"));
    socket.write(plainRequest(question));
    return () => (seen.length > 0 ? seen : "silent");
  });
  socket.destroy();
  if (typeof bytes === "string") return { plain: bytes, firstBytes: null };
  const firstBytes = hex(bytes);
  if (isSettingsFrame(firstBytes)) return { plain: "grpc", firstBytes };
  return { plain: bytes.toString("latin1").startsWith("HTTP/") ? "http" : "other", firstBytes };
}

/** An empty export request: what answers it in HTTP/1.1 speaks HTTP, whatever it thinks of the path. */
function plainRequest({ host, port, signal }: PortQuestion): string {
  const lines = [
    `POST ${signalFacts[signal].path} HTTP/1.1`,
    `Host: ${hostInUrl(host)}:${port}`,
    `User-Agent: ${userAgent}`,
    "Content-Type: application/x-protobuf",
    "Content-Length: 0",
    "Connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The certificate is not judged here and nothing is sent: only whether TLS is spoken, and which protocol is chosen. */
async function speakTls(socket: Socket, host: string, limitMs: number, abort: AbortSignal): Promise<Secured> {
  const found = await within<Secured>(limitMs, abort, (finish) => {
    const secured = connectTls({
      socket,
      ...(/[:]|^[\d.]+$/.test(host) ? {} : { servername: host }),
      ALPNProtocols: ["h2", "http/1.1"],
      rejectUnauthorized: false,
    });
    secured.once("secureConnect", () =>
      finish({ tls: { version: secured.getProtocol() ?? "TLS", alpn: secured.alpnProtocol || null } }),
    );
    // An alert is spoken TLS as well: 40 of a server that wants a certificate, 120 of one that shares no protocol.
    secured.on("error", (error) =>
      finish(faultOf(error).alert === undefined ? refused : { tls: { version: "TLS", alpn: null } }),
    );
    secured.once("close", () => finish(refused));
    return () => notSecured;
  });
  socket.destroy();
  return found;
}
