// What a probe knows of one connection when it asks for a diagnosis: what was sent, what was seen, what extra checks came back.
// Plain data without secrets; knows nothing of how it was gathered.
import type { CredentialShape } from "#lib/destination/credential-shape";
import type { ProbedDestination, Transport } from "#lib/destination/schema";
import { textOf } from "#lib/otlp/explain/answer-text";
import type { Question, Reply } from "#lib/otlp/explain/questions";
import type { ConnectionSeen, Exchange, Fault } from "#lib/otlp/observation";
import type { Answer } from "#lib/otlp/response";
import { type Signal, signals } from "#lib/otlp/signal";

/** A real item's request and what came back. */
export type Attempt = {
  signal: Signal;
  encoding: "protobuf" | "json";
  /** Path and query, "" for gRPC. */
  path: string;
  /** Items in the request. */
  sent: number;
  exchange: Exchange;
  answer: Answer;
};

/** What this host says of itself. */
export type Surroundings = {
  /** host:port of a proxy that the environment names, and that Outspan never uses unasked (N12). */
  environmentProxy: string | null;
  /** localhost is then the container (N05). */
  isContainer: boolean;
};
export const noSurroundings: Surroundings = { environmentProxy: null, isContainer: false };

export type Facts = {
  now: Date;
  /** With every secret taken out. */
  destination: Pick<ProbedDestination, "connection" | "signals">;
  transport: Transport;
  tls: boolean;
  host: string;
  port: number;
  hasCredentials: boolean;
  /** The form of what is sent, without its value. */
  credentials: CredentialShape[];
  hasClientCertificate: boolean;
  /** The destination's CONNECT proxy. */
  proxy: { host: string; port: number } | null;
  surroundings: Surroundings;
  /** Every enabled signal on this connection with these credentials. */
  signals: Signal[];
  seen: Omit<ConnectionSeen, "signals">;
  /** Empty when the connection failed before anything could be sent. */
  attempts: Attempt[];
  /** The same item once more without credentials, after a refusal. */
  anonymous: Attempt | null;
  replies: { question: Question; reply: Reply }[];
};

/** A certificate that is ours to send, or the lack of one, shows only after the handshake (R9.7): wherever it broke. */
export function faultsOf(facts: Facts): Fault[] {
  const faults = [facts.seen.tls?.fault, ...facts.attempts.map((attempt) => attempt.exchange.fault)];
  return faults.filter((fault): fault is Fault & { phase: "send" } => fault != null);
}

/** The address that the target policy refused, of the target or of what a proxy was to open; null when one was reached. */
export function blockOf({ seen }: Facts) {
  if (seen.proxy?.blocked) return seen.proxy.blocked;
  return seen.tcp?.connected === null ? seen.tcp.blocked : null;
}

/** Why the certificate ended the connection; null where the exchange got past TLS, as it always does with `skipVerify`. */
export function certificateFault({ seen: { tls }, attempts }: Facts): string | null {
  return tls === null || tls.verified || attempts.length > 0 ? null : (tls.fault?.code ?? null);
}

const unknownIssuer = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];

/** The certificate's issuer is neither sent along nor known here. */
export function isIssuerUnknown(facts: Facts): boolean {
  return unknownIssuer.includes(certificateFault(facts) ?? "");
}

const selfIssued = ["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN"];

/** The certificate, or the authority that was sent along, vouches for itself. */
export function isSelfIssued(code: string | null): boolean {
  return code !== null && selfIssued.includes(code);
}

/** Products that open TLS on the way, as their certificates name them. */
const interceptors =
  /\b(Zscaler|Netskope|Palo Alto Networks|Fortinet|FortiGate|Blue Coat|Symantec Web|Forcepoint|Websense|McAfee Web|Skyhigh|Cisco Umbrella|Check Point|Sophos|Barracuda|SonicWall|iboss|Menlo Security|mitmproxy|Charles Proxy|Fiddler)/i;

/** Who signed an untrusted certificate on the way, when it is one of those; null for every other, and for its own pages. */
export function interceptorOf(facts: Facts): string | null {
  if (!isSelfIssued(certificateFault(facts)) && !isIssuerUnknown(facts)) return null;
  const chain = facts.seen.tls?.chain ?? [];
  if (interceptors.test(chain[0]?.subject ?? "")) return null;
  const issuers = chain.map(({ issuer }) => issuer);
  return issuers.flatMap((issuer) => interceptors.exec(issuer)?.[1] ?? [])[0] ?? null;
}

/** A leaf alone, whose certificate says where its issuer is to be had, may be a public one with its chain missing. */
export function mayLackChain(facts: Facts): boolean {
  const chain = facts.seen.tls?.chain ?? [];
  return isIssuerUnknown(facts) && chain.length === 1 && chain[0]?.issuerUrl != null;
}

/** Authorities that every system trusts, as their certificates name them. */
const publicAuthorities =
  /\b(?:Let's Encrypt|DigiCert|Sectigo|COMODO|USERTrust|GlobalSign|Google Trust Services|Amazon RSA|Go ?Daddy|Starfield|Entrust|GeoTrust|Thawte|RapidSSL|ZeroSSL|SSL\.com|SSL Corporation|Certum|Buypass|HARICA|Actalis|QuoVadis|IdenTrust|SwissSign|Microsoft Azure RSA|Microsoft TLS)\b/i;

/** That issuer is known everywhere, so it is the way to it that is missing: T02 before T01. */
export function isIssuerPublic(facts: Facts): boolean {
  return publicAuthorities.test(facts.seen.tls?.chain[0]?.issuer ?? "");
}

/** No complete answer came: the exchange broke off or ran out of time. */
export function isUnanswered(attempt: Attempt): boolean {
  return attempt.exchange.answer === null;
}

export function isDelivered(attempt: Attempt): boolean {
  const { outcome } = attempt.answer;
  return outcome.kind === "accepted" || (outcome.kind === "partial" && outcome.rejected < attempt.sent);
}

/** Signals of this connection whose item was not taken. */
export function failing(facts: Facts): Signal[] {
  const delivered = new Set(facts.attempts.filter(isDelivered).map((attempt) => attempt.signal));
  return facts.signals.filter((signal) => !delivered.has(signal));
}

/** The gRPC code that the server itself sent; null for HTTP and for codes made from an HTTP status (R6.12). */
export function grpcCode(attempt: Attempt): number | null {
  const status = attempt.answer.grpcStatus;
  return status === null || status.madeUp ? null : status.code;
}

/** gRPC servers answer UNIMPLEMENTED to a compression they lack as well (B05). */
export function saysCompression({ answer: { words } }: Attempt): boolean {
  return /\bgzip\b|decompress|content-encoding|grpc-encoding|\bcompress/i.test(words ?? "");
}

/** UNIMPLEMENTED or 404: this path or method is not here. */
export function isPathMissing(attempt: Attempt): boolean {
  if (attempt.exchange.transport === "grpc") {
    return attempt.answer.grpcStatus?.code === 12 && !saysCompression(attempt);
  }
  return attempt.answer.httpStatus === 404;
}

/** A whole answer with the content type of gRPC and without its status: the trailers are gone (P07). */
export function lacksTrailers({ exchange: { transport, answer, fault }, answer: { grpcStatus } }: Attempt): boolean {
  if (transport !== "grpc" || answer === null || fault !== null || answer.tooLong) return false;
  const isGrpc = /^application\/grpc\b(?!-web)/i.test(answer.contentType ?? "");
  return isGrpc && answer.status === 200 && grpcStatus?.madeUp === true;
}

/** gRPC refused with 502 by a load balancer of AWS: its target group may speak the other protocol version (P06). */
export function isBalancersBadGateway({
  exchange: { transport, answer },
  answer: { sentByIntermediary },
}: Attempt): boolean {
  const isGrpc = transport === "grpc" && sentByIntermediary;
  return isGrpc && answer?.status === 502 && /^awselb\b/i.test(answer.headers.server ?? "");
}

/** An answer in HTTP that speaks of the connection, not of OTLP: proxy sign-in, another protocol wanted (N11, P06, P09). */
export function speaksOfConnection({ answer: { httpStatus } }: Attempt): boolean {
  return httpStatus === 407 || httpStatus === 426 || httpStatus === 464;
}

const missingAlpn = /missing alpn/i;

/**
 * The server's own refusal of who is asking (api.md, Who owns a failure). A gRPC server asked for HTTP/1.1 over TLS
 * answers 403 too, and means the protocol (failures.md §11).
 */
export function isAuthRefusal(attempt: Attempt): boolean {
  const { httpStatus, grpcStatus, words, sentByIntermediary } = attempt.answer;
  // A plain HTTP 403 in answer to a call is a proxy's own word (H14); a 401 asks for credentials whoever says it.
  if (attempt.exchange.transport === "grpc") {
    return grpcStatus?.code === 16 || (grpcStatus?.code === 7 && !sentByIntermediary);
  }
  return httpStatus === 401 || (httpStatus === 403 && !missingAlpn.test(words ?? ""));
}

export function saysMissingAlpn(attempt: Attempt): boolean {
  return attempt.answer.httpStatus === 403 && missingAlpn.test(attempt.answer.words ?? "");
}

/** Plain text at a TLS port, told in words: Go's servers and nginx answer 400, Apache further down. Not an OTLP receiver's answer. */
export function saysTlsPort(attempt: Attempt): boolean {
  if (attempt.answer.httpStatus !== 400) return false;
  return /\bhttps\b/i.test(attempt.answer.words ?? "") || /\b(?:ssl|tls)-enabled\b/i.test(textOf(attempt));
}

/** nginx ends a handshake without the client certificate that it wants, and says so in a page. */
export function saysNoClientCertificate(attempt: Attempt): boolean {
  return attempt.answer.httpStatus === 400 && /no required ssl certificate/i.test(textOf(attempt));
}

/** nginx says this of a client certificate that it could not verify. */
export function saysBadClientCertificate(attempt: Attempt): boolean {
  return attempt.answer.httpStatus === 400 && /\bssl certificate error\b/i.test(textOf(attempt));
}

export function inOrder(some: readonly Signal[]): Signal[] {
  return signals.filter((signal) => some.includes(signal));
}
