// What was seen on the way to a peer, as plain data: written by lib/engine, read by lib/otlp/explain and turned into evidence.
// Holds no live socket and no secret that we sent; a peer's own words are kept as they came (at most 64 KiB) and cut for show.
import type { Signal } from "#lib/otlp/signal";

/** An error by what identifies it (failures.md §0: match on code, reason and alert, never on sentences). */
export type Fault = {
  code: string;
  message: string;
  /** OpenSSL's reason for TLS faults, the HTTP/2 error name (NGHTTP2_…) for HTTP/2 ones. */
  reason?: string;
  /** TLS alert number, where the peer sent one. */
  alert?: number;
  /** What came first where an answer was expected, as hex; 64 bytes of it are shown. */
  firstBytes?: string;
};

export type Seen = { startMs: number; durationMs: number };

export type DnsSeen = Seen & { host: string; addresses: string[]; literal: boolean; fault: Fault | null };

/** `unresolved`: a name that does not resolve here and so cannot be judged, behind a proxy. */
export type BlockReason =
  | "loopback"
  | "private"
  | "link_local"
  | "metadata"
  | "unspecified"
  | "multicast"
  | "self"
  | "unresolved";

export type TcpSeen = Seen & {
  port: number;
  attempts: { address: string; durationMs: number; fault: Fault | null }[];
  connected: string | null;
  blocked: { address: string; reason: BlockReason } | null;
};

export type ProxySeen = Seen & {
  proxy: string;
  status: number | null;
  statusText: string;
  authenticate: string | null;
  /** The target behind the proxy, when the policy refuses it. */
  blocked: { address: string; reason: BlockReason } | null;
  fault: Fault | null;
};

export type Certificate = {
  subject: string;
  issuer: string;
  selfSigned: boolean;
  names: string[];
  validFrom: string;
  validTo: string;
  daysLeft: number;
  fingerprint256: string;
  /** Where the certificate says its issuer's is to be had. */
  issuerUrl?: string;
  /** To be trusted on the operator's click; not shown. */
  pem?: string;
};

export type TlsSeen = Seen & {
  serverName: string;
  version: string | null;
  cipher: string | null;
  alpn: string | null;
  verified: boolean;
  clientCertificate: boolean;
  chain: Certificate[];
  fault: Fault | null;
};

/** One request and its answer, HTTP or gRPC. */
export type Exchange = Seen & {
  transport: "http" | "grpc";
  /** Our clock when it ended, Unix time. */
  endedAtMs?: number;
  /** Path or gRPC method. */
  path: string;
  withCredentials: boolean;
  items: number;
  answer: {
    httpVersion: string;
    status: number;
    statusText: string;
    /** Lower-case names; Set-Cookie and the like left out. */
    headers: Record<string, string>;
    trailers: Record<string, string>;
    contentType: string | null;
    /** gRPC: the message out of its frame, decompressed; anything that is not gRPC as it came. */
    body: Uint8Array;
    truncated: boolean;
    /** More came than the 64 KiB that are kept; the rest was not read. */
    tooLong?: boolean;
  } | null;
  /** What broke it, when no complete answer came. `phase` is how far it got. */
  fault: (Fault & { phase: "send" | "headers" | "body" }) | null;
  timedOut: boolean;
  /** Why nothing was sent: there was no access token. */
  token?: TokenSeen;
};

/** All that was seen of one connection (one origin with one TLS and proxy setting). */
export type ConnectionSeen = {
  signals: Signal[];
  dns: DnsSeen | null;
  tcp: TcpSeen | null;
  proxy: ProxySeen | null;
  tls: TlsSeen | null;
};

/** Why there is no token, by what came in the way. "settings" and "key": nothing was asked. */
export type TokenFault = Fault & {
  at: "settings" | "key" | "blocked" | "dns" | "tcp" | "proxy" | "tls" | "answer" | "chain";
};

/** The request for an access token, or for the credentials of this host ("aws"); never the token itself. */
export type TokenSeen = Seen & {
  from: "oauth2" | "google" | "aws";
  /** Of the token URL. */
  origin: string;
  isGranted: boolean;
  status: number | null;
  contentType: string | null;
  /** `error` and `error_description` of RFC 6749 §5.2. */
  error: string | null;
  words: string | null;
  /** The server's clock less ours. */
  skewMs: number | null;
  fault: TokenFault | null;
  expiresInS: number | null;
  tokenType: string | null;
  /** Why a token that was granted is none that can be sent. */
  flaw?: string;
};
