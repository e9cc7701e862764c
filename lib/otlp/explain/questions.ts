// Extra checks that split look-alikes (failures.md §0.2): what may be asked of a peer after a failure, and what an answer
// shows. None carries an item. Pure: the engine asks them.
import type { Encoding, Transport } from "#lib/destination/schema";
import type { BlockReason, Exchange, Fault, Seen } from "#lib/otlp/observation";
import type { Answer } from "#lib/otlp/response";
import type { Signal } from "#lib/otlp/signal";

/** What speaks on this port: an HTTP/1.1 request in plain text and a ClientHello, side by side (failures.md §0.3). */
export type PortQuestion = {
  kind: "port";
  host: string;
  port: number;
  signal: Signal;
  /** Past the destination's proxy. */
  isDirect?: true;
};

/** An export request without items. Credentials go along only over TLS to the same origin; the engine decides that. */
export type EmptyQuestion = {
  kind: "empty";
  signal: Signal;
  transport: Transport;
  tls: boolean;
  host: string;
  port: number;
  /** For gRPC a method that is nobody's, or "" for the signal's own. */
  path: string;
  encoding: Encoding;
  /** Absent = none. */
  compression?: "gzip";
  /** One byte that is no export request in any encoding: a receiver must refuse it. */
  isBroken?: true;
  /** Without credentials even over TLS to the same origin. */
  isAnonymous?: true;
  /** X-Scope-OrgID with this value goes along (A05). */
  tenant?: string;
  /** The peer named this place: no header of the destination goes along, readable ones neither. */
  isPeersChoice?: true;
};

/** What a port says by itself within 300 ms, or to the first bytes of a protocol that is not HTTP (P09). */
export type BannerQuestion = { kind: "banner"; host: string; port: number; signal: Signal; say: Greeting };
export type Greeting = "nothing" | "postgresql" | "redis";

/** A TLS handshake and nothing after it: with another server name, or without the client certificate (T05, T07). */
export type HandshakeQuestion = {
  kind: "handshake";
  host: string;
  port: number;
  signal: Signal;
  serverName?: string;
  isWithoutCertificate?: true;
};

/** Whether the destination's proxy opens a tunnel to this port (N13). */
export type TunnelQuestion = { kind: "tunnel"; host: string; port: number; signal: Signal };

/** A page of the same origin by GET, without credentials (H10). */
export type PageQuestion = { kind: "page"; tls: boolean; host: string; port: number; path: string; signal: Signal };

export type Question =
  | PortQuestion
  | EmptyQuestion
  | BannerQuestion
  | HandshakeQuestion
  | TunnelQuestion
  | PageQuestion;

export type PortReply = Seen & {
  kind: "port";
  open: boolean;
  blocked: BlockReason | null;
  /** What the plain HTTP/1.1 request got. "closed": the peer hung up without a byte. "other": a banner of something else. */
  plain: "http" | "grpc" | "other" | "closed" | "silent" | null;
  /** Hex, at most 64 bytes. */
  firstBytes: string | null;
  /** Whether a TLS handshake ended well, certificate aside, and which of h2 and http/1.1 the peer chose. */
  tls: { version: string; alpn: string | null } | null;
  /** It hung up on the ClientHello, or answered something else: whoever does that is there. */
  refusesTls?: true;
};

export type EmptyReply = Seen & {
  kind: "empty";
  withCredentials: boolean;
  exchange: Exchange | null;
  answer: Answer | null;
  /** Why nothing could be sent. */
  fault: Fault | null;
};

export type BannerReply = Seen & { kind: "banner"; open: boolean; firstBytes: string | null };

/** `fault` of the handshake or of the server's first word after it; the certificate is not judged. */
export type HandshakeReply = Seen & {
  kind: "handshake";
  tls: { version: string; alpn: string | null; names: string[]; fingerprint256: string | null } | null;
  fault: Fault | null;
};

export type TunnelReply = Seen & { kind: "tunnel"; status: number | null; fault: Fault | null };

export type PageReply = Seen & { kind: "page"; exchange: Exchange | null; words: string | null; fault: Fault | null };

export type Reply = PortReply | EmptyReply | BannerReply | HandshakeReply | TunnelReply | PageReply;
export type ReplyTo<Q extends Question> = Extract<Reply, { kind: Q["kind"] }>;

type KeyOf<Q> = Q extends unknown ? keyof Q : never;

/** Every property that a question has; the order is that of the key. */
const told: Record<KeyOf<Question>, true> = {
  kind: true,
  host: true,
  port: true,
  signal: true,
  transport: true,
  tls: true,
  path: true,
  encoding: true,
  compression: true,
  tenant: true,
  say: true,
  serverName: true,
  isDirect: true,
  isBroken: true,
  isAnonymous: true,
  isPeersChoice: true,
  isWithoutCertificate: true,
};
const toldNames = Object.keys(told);

/** Two questions with one key are one question. */
export function keyOf(question: Question): string {
  return JSON.stringify(question, toldNames);
}

type Asked = { replies: { question: Question; reply: Reply }[] };

/** The answer to a question; null while it was not asked. */
export function replyTo<Q extends Question>({ replies }: Asked, question: Q): ReplyTo<Q> | null {
  if (replies.length === 0) return null;
  const key = keyOf(question);
  const found = replies.find((one) => keyOf(one.question) === key)?.reply;
  return found?.kind === question.kind ? (found as ReplyTo<Q>) : null;
}

export function portReply(asked: Asked, question: PortQuestion): PortReply | null {
  return replyTo(asked, question);
}

export function emptyReply(asked: Asked, question: EmptyQuestion): EmptyReply | null {
  return replyTo(asked, question);
}

/** Statuses that a receiver gives to an empty request it looked at (R9.2, R9.3): the path exists. */
const looked = new Set([400, 401, 403, 413, 415, 429, 503]);

/** Whether an OTLP receiver answered the empty request. An empty 200 without a type proves nothing (H08). */
export function isReceiver(reply: EmptyReply | null): boolean {
  const { answer, exchange } = reply ?? {};
  if (answer == null || exchange?.answer == null) return false;
  if (exchange.transport === "grpc") {
    return answer.grpcStatus !== null && !answer.grpcStatus.madeUp && answer.grpcStatus.code !== 12;
  }
  if (answer.isHtml || answer.httpStatus === null) return false;
  const isOtlp = /^application\/(x-protobuf|json)\b/i.test(exchange.answer.contentType ?? "");
  if (answer.httpStatus >= 200 && answer.httpStatus < 300) return isOtlp && !answer.unparseable;
  if (answer.httpStatus === 401 || answer.httpStatus === 415) return true;
  return looked.has(answer.httpStatus) && (isOtlp || answer.otlpStatus !== null);
}

/** Whether the empty request was taken, not only looked at. */
export function isTaken(reply: EmptyReply | null): boolean {
  return isReceiver(reply) && reply?.answer?.outcome.kind === "accepted";
}
