// How the stages of a connection read: one line and the evidence for DNS, TCP, proxy and TLS, from what was seen. Pure.
import type { Evidence, StageDraft } from "#lib/engine/probe-run";
import { blockWords } from "#lib/otlp/explain/wording";
import type { Certificate, DnsSeen, Fault, ProxySeen, TcpSeen, TlsSeen } from "#lib/otlp/observation";
import type { Signal } from "#lib/otlp/signal";
import { showWords } from "#lib/otlp/words";

export function dnsStage(seen: DnsSeen, signals: Signal[]): StageDraft {
  const { host, addresses, literal, fault } = seen;
  const [first = "", ...more] = addresses;
  const found = `${host} → ${first}${more.length === 0 ? "" : ` and ${more.length} more`}`;
  const summary = fault ? dnsFault(host, fault) : literal ? `${host} is an address` : found;
  const evidence: Evidence = { host, addresses: literal ? [] : addresses, error: errorOf(fault) };
  return { stage: "dns", signals, status: fault ? "failed" : "passed", ...timesOf(seen), summary, evidence };
}

function dnsFault(host: string, { code }: Fault): string {
  if (code === "ENOTFOUND" || code === "ENODATA") return `${host} does not resolve`;
  return code === "ETIMEDOUT" ? `No name server answered for ${host}` : `${host} did not resolve: ${code}`;
}

export function tcpStage(seen: TcpSeen, host: string, signals: Signal[]): StageDraft {
  const isOpen = seen.connected !== null;
  const evidence: Evidence = {
    address: seen.connected ?? undefined,
    port: seen.port,
    attempts: seen.attempts.map(({ address, durationMs, fault }) => ({
      address,
      ms: Math.round(durationMs * 100) / 100,
      ...(fault && { error: fault.code }),
    })),
    blocked: seen.blocked ? { address: seen.blocked.address, reason: blockWords[seen.blocked.reason] } : undefined,
  };
  const summary = isOpen
    ? `${joinPort(seen.connected ?? host, seen.port)}, ${msWords(seen.durationMs)}`
    : tcpFault(seen, host);
  return { stage: "tcp", signals, status: isOpen ? "passed" : "failed", ...timesOf(seen), summary, evidence };
}

function tcpFault({ attempts, blocked, port }: TcpSeen, host: string): string {
  if (attempts.length === 0 && blocked)
    return `Blocked by the target policy: ${blocked.address} is ${blockWords[blocked.reason]}`;
  const where = joinPort(attempts[0]?.address ?? host, port);
  const code = attempts.at(-1)?.fault?.code ?? "no address";
  if (code === "ECONNREFUSED") return `${where} refuses connections`;
  return code === "ETIMEDOUT" ? `No answer from ${where}` : `${where} is not reached: ${code}`;
}

export function proxyStage(seen: ProxySeen, signals: Signal[]): StageDraft {
  const isOpen =
    seen.blocked === null && seen.fault === null && seen.status !== null && seen.status >= 200 && seen.status < 300;
  const evidence: Evidence = {
    proxy: seen.proxy,
    status: seen.status,
    statusText: seen.statusText,
    authenticate: seen.authenticate,
    blocked: seen.blocked ? { address: seen.blocked.address, reason: blockWords[seen.blocked.reason] } : undefined,
    error: errorOf(seen.fault),
  };
  return {
    stage: "proxy",
    signals,
    status: isOpen ? "passed" : "failed",
    ...timesOf(seen),
    summary: proxyWords(seen, isOpen),
    evidence,
  };
}

function proxyWords({ proxy, status, statusText, blocked, fault }: ProxySeen, isOpen: boolean): string {
  if (isOpen) return `${proxy} opened the way`;
  if (blocked) return `Blocked by the target policy: ${blocked.address} is ${blockWords[blocked.reason]}`;
  if (status !== null) return `${proxy} answered ${status}${statusText === "" ? "" : ` ${statusText}`}`;
  return `${proxy} did not open the way: ${fault?.code ?? "no answer"}`;
}

export function tlsStage(seen: TlsSeen, signals: Signal[], isAlive: boolean): StageDraft {
  const [leaf] = seen.chain;
  const evidence: Evidence = {
    serverName: seen.serverName,
    version: seen.version,
    cipher: seen.cipher,
    alpn: seen.alpn,
    verified: seen.verified,
    clientCertificate: seen.clientCertificate ? "sent" : undefined,
    subject: leaf?.subject,
    issuer: leaf?.issuer,
    names: leaf?.names ?? [],
    validFrom: leaf?.validFrom,
    validTo: leaf?.validTo,
    daysLeft: leaf?.daysLeft,
    chain: seen.chain.map(certificateEvidence),
    error: errorOf(seen.fault),
  };
  const summary = isAlive ? tlsWords(seen) : tlsFault(seen);
  // Alive and not verified: only `skipVerify` let it pass.
  const status = !isAlive ? "failed" : seen.verified ? "passed" : "warned";
  return { stage: "tls", signals, status, ...timesOf(seen), summary, evidence };
}

function certificateEvidence({ subject, issuer, validTo, fingerprint256 }: Certificate) {
  return { subject, issuer, validTo, fingerprint: fingerprint256 };
}

function tlsWords({ version, chain, verified, fault, serverName }: TlsSeen): string {
  const protocol = versionWords(version);
  const [leaf] = chain;
  if (leaf === undefined) return protocol;
  if (!verified) {
    const why = (fault && certificateWords(fault, leaf, serverName)?.replace("The ", "the ")) ?? fault?.code;
    return `${protocol}; verification is skipped, and would fail: ${why ?? "no reason seen"}`;
  }
  return `${protocol}, certificate of ${nameOf(leaf, serverName)}, ${daysWords(leaf.daysLeft)}`;
}

const faultWords: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "The authority of the certificate is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The authority of the certificate is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "The authority of the certificate is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The authority of the certificate is not trusted",
  CERT_HAS_EXPIRED: "The certificate has ended",
  CERT_NOT_YET_VALID: "The certificate is not valid yet",
  ERR_NO_H2: "No HTTP/2, which gRPC needs",
  ETIMEDOUT: "No answer to the TLS handshake",
  ECONNRESET: "The peer hung up on the TLS handshake",
};

const alertWords: Record<number, string> = {
  40: "The peer refuses the handshake (alert 40)",
  70: "The peer refuses this TLS version (alert 70)",
  116: "The peer asks for a client certificate (alert 116)",
  120: "No common protocol: the peer refuses what was offered (alert 120)",
};

function tlsFault({ fault, serverName, chain }: TlsSeen): string {
  if (fault === null) return "The TLS handshake failed";
  if (fault.alert !== undefined)
    return alertWords[fault.alert] ?? `The peer ended the handshake with alert ${fault.alert}`;
  if (/wrong.version.number/i.test(`${fault.code} ${fault.reason ?? ""}`))
    return "The peer answers the handshake without TLS";
  return certificateWords(fault, chain[0], serverName) ?? `The TLS handshake failed: ${fault.code}`;
}

function certificateWords({ code }: Fault, leaf: Certificate | undefined, serverName: string): string | null {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `The certificate is for ${leaf?.names[0] ?? "another name"}, not ${serverName}`;
  return faultWords[code] ?? null;
}

function versionWords(version: string | null): string {
  return version === null ? "TLS" : version.replace(/^TLSv/, "TLS ");
}

function nameOf(leaf: Certificate, serverName: string): string {
  return leaf.names[0] ?? serverName;
}

function daysWords(days: number): string {
  return days === 1 ? "1 day left" : `${days} days left`;
}

export function errorOf(fault: Fault | null | undefined) {
  if (fault == null) return undefined;
  const { code, message, reason, alert, firstBytes } = fault;
  return {
    code,
    message: showWords(message) ?? "",
    ...(reason !== undefined && { reason }),
    ...(alert !== undefined && { alert }),
    ...(firstBytes !== undefined && { firstBytes: spacedHex(firstBytes) }),
  };
}

/** "00 00 06 04 …": how a catalogue and a packet dump write bytes. */
export function spacedHex(hex: string): string {
  return hex.replace(/(..)(?=.)/g, "$1 ");
}

function timesOf({ startMs, durationMs }: { startMs: number; durationMs: number }) {
  return { startMs, durationMs };
}

export function joinPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** "0.4 ms", "16 ms", "1.4 s". */
function msWords(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${Math.max(0.1, Math.round(ms * 10) / 10)} ms` : `${Math.round(ms)} ms`;
}
