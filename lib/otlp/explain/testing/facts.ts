// Facts for the tests of this room, built from the few things a test is about; all else is an untroubled connection.
import type { CredentialShape } from "#lib/destination/credential-shape";
import type { Connection } from "#lib/destination/schema";
import { diagnose, questionsFor } from "#lib/otlp/explain/diagnose";
import { type Attempt, type Facts, noSurroundings } from "#lib/otlp/explain/facts";
import type {
  BannerQuestion,
  BannerReply,
  EmptyQuestion,
  EmptyReply,
  HandshakeQuestion,
  HandshakeReply,
  PageQuestion,
  PageReply,
  PortQuestion,
  PortReply,
  Question,
  Reply,
  TunnelQuestion,
  TunnelReply,
} from "#lib/otlp/explain/questions";
import type { Certificate, DnsSeen, Exchange, Fault, TcpSeen, TlsSeen } from "#lib/otlp/observation";
import { readAnswer } from "#lib/otlp/response";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

const seen = { startMs: 0, durationMs: 1 };
const now = new Date("2026-11-21T12:00:00Z");

export const dns = (more: Partial<DnsSeen> = {}): DnsSeen => ({
  ...seen,
  host: "otlp.example.com",
  addresses: ["192.0.2.7"],
  literal: false,
  fault: null,
  ...more,
});

export const tcp = (more: Partial<TcpSeen> = {}): TcpSeen => ({
  ...seen,
  port: 4318,
  attempts: [{ address: "192.0.2.7", durationMs: 1, fault: null }],
  connected: "192.0.2.7",
  blocked: null,
  ...more,
});

/** Every address tried ended like this. */
export const notConnected = (...codes: string[]): TcpSeen =>
  tcp({
    connected: null,
    attempts: codes.map((code) => ({ address: "192.0.2.7", durationMs: 1, fault: fault(code) })),
  });

export const certificate = (more: Partial<Certificate> = {}): Certificate => ({
  subject: "CN=otlp.example.com",
  issuer: "CN=Example CA",
  selfSigned: false,
  names: ["otlp.example.com"],
  validFrom: "2026-01-01T00:00:00.000Z",
  validTo: "2027-01-01T00:00:00.000Z",
  daysLeft: 41,
  fingerprint256: "AA:BB",
  ...more,
});

export const tls = (more: Partial<TlsSeen> = {}): TlsSeen => ({
  ...seen,
  serverName: "otlp.example.com",
  version: "TLSv1.3",
  cipher: "TLS_AES_128_GCM_SHA256",
  alpn: "http/1.1",
  verified: true,
  clientCertificate: false,
  chain: [certificate()],
  fault: null,
  ...more,
});

export const fault = (code: string, more: Partial<Fault> = {}): Fault => ({ code, message: code, ...more });

type Answered = {
  status?: number;
  type?: string | null;
  body?: string;
  headers?: Record<string, string>;
  grpc?: number;
  words?: string;
  fault?: Fault;
  timedOut?: boolean;
};

/** HTTP unless a gRPC code is given. No status and no code: nothing was answered. */
function exchange(answered: Answered, path = "/v1/traces", items = 1): Exchange {
  const { status, type = "text/plain", body = "", headers = {}, grpc, words = "", timedOut = false } = answered;
  const isGrpc = grpc !== undefined;
  const broken = answered.fault ?? null;
  const isAnswered = status !== undefined || isGrpc;
  return {
    ...seen,
    transport: isGrpc ? "grpc" : "http",
    path,
    withCredentials: true,
    items,
    answer: isAnswered
      ? {
          httpVersion: isGrpc ? "2" : "1.1",
          status: status ?? 200,
          statusText: "",
          headers: { ...headers, ...(type !== null && { "content-type": type }) },
          trailers: isGrpc ? { "grpc-status": String(grpc), "grpc-message": words } : {},
          contentType: isGrpc ? "application/grpc" : type,
          body: new TextEncoder().encode(body),
          truncated: false,
        }
      : null,
    fault: broken && { ...broken, phase: "headers" },
    timedOut,
  };
}

export function attempt(signal: Signal, answered: Answered, more: Partial<Attempt> = {}): Attempt {
  const sent = more.sent ?? (signal === "metrics" ? 3 : 1);
  const path = more.path ?? signalFacts[signal].path;
  const made = { ...exchange(answered, path, sent), ...(more.exchange ?? {}) };
  const answer = readAnswer(signal, sent, made, { nowMs: now.getTime(), hide: (words) => words });
  return { signal, encoding: "protobuf", path, sent, answer, ...more, exchange: made };
}

export const accepted: Answered = { status: 200, type: "application/x-protobuf" };

/** The same answer for all three signals. */
export const allAnswered = (answered: Answered): Attempt[] => signals.map((signal) => attempt(signal, answered));

export function facts(more: Partial<Facts> = {}, connection: Connection = {}): Facts {
  const { transport = "http", tls: isTls = false, host = "otlp.example.com", port = 4318 } = more;
  const endpoint = `${isTls ? "https" : "http"}://${host}:${port}`;
  const on = { enabled: true };
  return {
    now,
    destination: { connection: { transport, endpoint, ...connection }, signals: { traces: on, metrics: on, logs: on } },
    transport,
    tls: isTls,
    host,
    port,
    hasCredentials: false,
    credentials: [],
    hasClientCertificate: false,
    proxy: null,
    surroundings: noSurroundings,
    signals: [...signals],
    seen: { dns: dns(), tcp: tcp(), proxy: null, tls: isTls ? tls() : null },
    attempts: [],
    anonymous: null,
    replies: [],
    ...more,
  };
}

/** The form of one credential: a Bearer token in a header, unless told otherwise. */
export const shape = (more: Partial<CredentialShape> = {}): CredentialShape => ({
  pointer: "/connection/headers/0/value",
  header: "authorization",
  field: "header",
  isQuoted: false,
  isPercentEncoded: false,
  isSchemeEscaped: false,
  isBearerTwice: false,
  isBearerColon: false,
  isBare: false,
  scheme: "bearer",
  basic: null,
  isDirty: false,
  region: null,
  ...more,
});

/** A refusal of credentials of that form; without them it is the same, unless told otherwise. */
export function refusal(form: CredentialShape, answered: Answered, more: Partial<Facts> = {}): Facts {
  return facts({
    ...{ hasCredentials: true, credentials: [form], attempts: allAnswered(answered) },
    ...{ anonymous: attempt("traces", answered), ...more },
  });
}

/** What is not answered here: ports are closed, pages and paths are missing, banners and tunnels do not come. */
type Respond = {
  port?: (question: PortQuestion) => Partial<PortReply>;
  empty?: (question: EmptyQuestion) => Answered;
  banner?: (question: BannerQuestion) => string | null;
  handshake?: (question: HandshakeQuestion) => Pick<HandshakeReply, "tls" | "fault">;
  tunnel?: (question: TunnelQuestion) => number | null;
  page?: (question: PageQuestion) => Answered;
};

/** Answers every question of the diagnosis, as the engine does, until none is left. */
export function asked(start: Facts, respond: Respond): Facts {
  let known = start;
  for (let questions = questionsFor(known); questions.length > 0; questions = questionsFor(known)) {
    const replies = questions.map((question) => ({ question, reply: replyTo(question, respond) }));
    known = { ...known, replies: [...known.replies, ...replies] };
  }
  return known;
}

function replyTo(question: Question, respond: Respond): Reply {
  switch (question.kind) {
    case "port":
      return portReplyTo(question, respond);
    case "empty": {
      const { exchange: made, answer } = answeredTo(question, respond.empty?.(question) ?? { status: 404 });
      const reply: EmptyReply = { ...seen, kind: "empty", withCredentials: false, exchange: made, answer, fault: null };
      return reply;
    }
    case "page": {
      const { exchange: made, answer } = answeredTo(question, respond.page?.(question) ?? { status: 404 });
      const reply: PageReply = { ...seen, kind: "page", exchange: made, words: answer.words, fault: null };
      return reply;
    }
    case "banner": {
      const said = respond.banner?.(question) ?? null;
      const firstBytes = said && Buffer.from(said, "latin1").toString("hex");
      return { ...seen, kind: "banner", open: true, firstBytes } satisfies BannerReply;
    }
    case "handshake": {
      const shaken = respond.handshake?.(question) ?? { tls: null, fault: fault("ECONNRESET") };
      return { ...seen, kind: "handshake", ...shaken } satisfies HandshakeReply;
    }
    case "tunnel":
      return { ...seen, kind: "tunnel", status: respond.tunnel?.(question) ?? null, fault: null } satisfies TunnelReply;
  }
}

function portReplyTo(question: PortQuestion, respond: Respond): PortReply {
  const said = respond.port?.(question);
  const closed = {
    ...seen,
    kind: "port" as const,
    open: false,
    blocked: null,
    plain: null,
    firstBytes: null,
    tls: null,
  };
  return said === undefined ? closed : { ...closed, open: true, ...said };
}

function answeredTo({ signal, path }: EmptyQuestion | PageQuestion, answered: Answered) {
  const made = exchange(answered, path, 0);
  return { exchange: made, answer: readAnswer(signal, 0, made, { nowMs: now.getTime(), hide: (words) => words }) };
}

/** "tcp.refused certain traces,metrics,logs: no fix". */
export function told(known: Facts): string[] {
  return diagnose(known).map(
    ({ code, certainty, signals: whose, fix }) => `${code} ${certainty} ${whose.join(",")}: ${fix?.label ?? "no fix"}`,
  );
}

export const all = "traces,metrics,logs";
