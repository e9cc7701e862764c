// TLS over a socket that is already open: handshake, chain and verdict, all reported, also where verification failed.
import type { X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { checkServerIdentity, connect, type TLSSocket } from "node:tls";
import type { Tls } from "#lib/destination/schema";
import { faultOf } from "#lib/engine/fault";
import { secureContext } from "#lib/engine/tls-context";
import { within } from "#lib/engine/within";
import type { Certificate, Fault, TlsSeen } from "#lib/otlp/observation";

export type Secured = { socket: TLSSocket | null; seen: Omit<TlsSeen, "startMs" | "durationMs"> };
export type Handshake = { host: string; tls: Tls; isGrpc: boolean };

/** How much longer than the handshake a server may take to refuse our certificate, see `firstWord`. */
const firstWordSlackMs = 20;

/** The socket is destroyed unless the peer is trusted (or `skipVerify`). No byte of a request is sent. */
export async function startTls(
  socket: Socket,
  handshake: Handshake,
  limitMs: number,
  abort: AbortSignal,
): Promise<Secured> {
  const began = performance.now();
  const shaken = await shakeHands(socket, handshake, limitMs, abort);
  if ("fault" in shaken) return failed(socket, handshake, shaken.fault);
  const { secured } = shaken;
  const seen = describe(secured, handshake);
  const refuse = (fault: Fault | null): Secured => {
    secured.destroy();
    return { socket: null, seen: { ...seen, fault } };
  };
  if (seen.fault && !handshake.tls.skipVerify) return refuse(seen.fault);
  const limit = performance.now() - began + firstWordSlackMs;
  const refusal = seen.version === "TLSv1.3" ? await firstWord(secured, limit, abort) : null;
  if (refusal) return refuse(refusal);
  // R11.6: without h2 in ALPN no gRPC library talks on, so neither do we.
  if (handshake.isGrpc && seen.alpn !== "h2") {
    return refuse({ code: "ERR_NO_H2", message: `The server chose ${seen.alpn ?? "no protocol"}, not h2` });
  }
  return { socket: secured, seen };
}

function shakeHands(
  socket: Socket,
  { host, tls, isGrpc }: Handshake,
  limitMs: number,
  abort: AbortSignal,
): Promise<{ secured: TLSSocket } | { fault: Fault }> {
  return within<{ secured: TLSSocket } | { fault: Fault }>(limitMs, abort, (finish) => {
    const name = tls.serverName ?? host;
    try {
      const secured = connect({
        socket,
        host: name,
        servername: isIP(name) ? "" : name,
        secureContext: secureContext(tls),
        ALPNProtocols: isGrpc ? ["h2", "http/1.1"] : ["http/1.1"],
        // We judge after having read the chain: a refused certificate is evidence.
        rejectUnauthorized: false,
      });
      secured.once("secureConnect", () => finish({ secured }));
      // Stays for the life of the socket: an error that nobody else hears must not end the process.
      secured.on("error", (error) => finish({ fault: faultOf(error) }));
      secured.once("close", () => finish({ fault: { code: "ECONNRESET", message: "Closed during the handshake" } }));
    } catch (error) {
      finish({ fault: faultOf(error) });
    }
    return (fault) => ({ fault });
  });
}

/**
 * R9.7: under TLS 1.3 our handshake ends before the server has judged our certificate. Its next word is a session ticket
 * or an alert. Waiting for it, one round trip at most, also keeps our request from racing (and destroying) the alert.
 */
function firstWord(secured: TLSSocket, limitMs: number, abort: AbortSignal): Promise<Fault | null> {
  return within<Fault | null>(limitMs, abort, (finish) => {
    const onError = (error: Error) => finish(faultOf(error));
    const onClose = () => finish({ code: "ECONNRESET", message: "Closed right after the handshake" });
    // A write from inside this event is never flushed (seen on Node 24.21): one turn later it is.
    secured.once("session", () => setImmediate(finish, null));
    secured.once("error", onError);
    secured.once("close", onClose);
    // Servers without tickets stay silent until they are asked.
    return (fault) => (fault.code === "ABORT_ERR" ? fault : null);
  });
}

function failed(socket: Socket, { host, tls }: Handshake, fault: Fault): Secured {
  socket.destroy();
  const seen = {
    serverName: tls.serverName ?? host,
    version: null,
    cipher: null,
    alpn: null,
    verified: false,
    clientCertificate: tls.clientCert !== undefined,
    chain: [],
    fault,
  };
  return { socket: null, seen };
}

function describe(secured: TLSSocket, { host, tls }: Handshake): Secured["seen"] {
  return {
    serverName: tls.serverName ?? host,
    version: secured.getProtocol(),
    cipher: secured.getCipher().standardName,
    alpn: secured.alpnProtocol || null,
    verified: secured.authorized,
    clientCertificate: tls.clientCert !== undefined,
    chain: chainOf(secured),
    fault: secured.authorized ? null : verificationFault(secured, tls.serverName ?? host),
  };
}

function verificationFault(secured: TLSSocket, name: string): Fault {
  // Typed as Error, in fact OpenSSL's or Node's code.
  const code = String(secured.authorizationError);
  const mismatch = checkServerIdentity(name, secured.getPeerCertificate());
  const message = code === "ERR_TLS_CERT_ALTNAME_INVALID" && mismatch ? mismatch.message : code;
  return { code, message };
}

function chainOf(secured: TLSSocket): Certificate[] {
  const chain: Certificate[] = [];
  let certificate = secured.getPeerX509Certificate();
  while (certificate && !chain.some((known) => known.fingerprint256 === certificate?.fingerprint256)) {
    chain.push(certificateFacts(certificate));
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

function certificateFacts(certificate: X509Certificate): Certificate {
  // The clock is the machine's own: the one OpenSSL judged by.
  const daysLeft = Math.floor((certificate.validToDate.getTime() - Date.now()) / 86_400_000);
  const issuerUrl = /CA Issuers - URI:(\S+)/.exec(certificate.infoAccess ?? "")?.[1];
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    selfSigned: certificate.checkIssued(certificate),
    names: (certificate.subjectAltName ?? "")
      .split(", ")
      .flatMap((name) => name.replace(/^(DNS|IP Address):/, "") || []),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    daysLeft,
    fingerprint256: certificate.fingerprint256,
    ...(issuerUrl !== undefined && { issuerUrl }),
    pem: certificate.toString(),
  };
}

function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").reverse().join(", ");
}
