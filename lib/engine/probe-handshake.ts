// Handshakes that split look-alikes: TLS with another server name or without our certificate (T05, T07), and a proxy's tunnel to
// another port (N13). Sends no request.
import { isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { faultOf } from "#lib/engine/fault";
import { type Network, openSocket } from "#lib/engine/open-socket";
import { secureContext } from "#lib/engine/tls-context";
import { within } from "#lib/engine/within";
import type { HandshakeQuestion, HandshakeReply, TunnelReply } from "#lib/otlp/explain/questions";

/** Under TLS 1.3 the server judges us after our handshake ended: how long its word is waited for (R9.7). */
const firstWordMs = 250;

type Shaken = Pick<HandshakeReply, "tls" | "fault">;

/** To the connection's own origin. The server's certificate is not judged and nothing is sent. */
export async function askHandshake(
  connection: EffectiveConnection,
  question: HandshakeQuestion,
  network: Network,
  abort: AbortSignal,
): Promise<HandshakeReply> {
  const startMs = network.now();
  const { host, port, serverName = connection.tls.serverName ?? host, isWithoutCertificate } = question;
  const { clientCert: _cert, clientKey: _key, ...bare } = connection.tls;
  const target = { ...connection.target, tls: false, host, port };
  const { socket, seen } = await openSocket({ ...connection, target, transport: "http" }, network, abort, () => {});
  const ended = (shaken: Shaken): HandshakeReply => {
    socket?.destroy();
    return { kind: "handshake", startMs, durationMs: network.now() - startMs, ...shaken };
  };
  if (socket === null) return ended({ tls: null, fault: seen.tcp?.attempts.at(-1)?.fault ?? seen.dns?.fault ?? null });
  const shaken = await within<Shaken>(network.limitsMs.tls, abort, (finish) => {
    const secured = connectTls({
      socket,
      servername: isIP(serverName) ? "" : serverName,
      secureContext: secureContext(isWithoutCertificate ? bare : connection.tls),
      ALPNProtocols: connection.transport === "grpc" ? ["h2", "http/1.1"] : ["http/1.1"],
      rejectUnauthorized: false,
    });
    const tls = () => {
      const certificate = secured.getPeerX509Certificate();
      const names = (certificate?.subjectAltName ?? "").split(", ").filter((name) => name !== "");
      const version = secured.getProtocol() ?? "TLS";
      return {
        version,
        alpn: secured.alpnProtocol || null,
        names,
        fingerprint256: certificate?.fingerprint256 ?? null,
      };
    };
    let seenTls: HandshakeReply["tls"] = null;
    secured.once("secureConnect", () => {
      seenTls = tls();
      setTimeout(() => finish({ tls: seenTls, fault: null }), firstWordMs).unref();
    });
    secured.on("error", (error) => finish({ tls: seenTls, fault: faultOf(error) }));
    secured.once("close", () =>
      finish({ tls: seenTls, fault: { code: "ECONNRESET", message: "Closed around the handshake" } }),
    );
    return (fault) => ({ tls: seenTls, fault });
  });
  return ended(shaken);
}

/** `connection` points to the port that is asked for; without a proxy there is nothing to ask. */
export async function askTunnel(
  connection: EffectiveConnection,
  network: Network,
  abort: AbortSignal,
): Promise<TunnelReply> {
  const startMs = network.now();
  const { socket, seen } = await openSocket(connection, network, abort, () => {});
  socket?.destroy();
  const fault = seen.proxy?.fault ?? null;
  return { kind: "tunnel", startMs, durationMs: network.now() - startMs, status: seen.proxy?.status ?? null, fault };
}
