// How the evidence names what a diagnosis asked beyond the real items, and what came back. Pure.
import { joinPort, spacedHex } from "#lib/engine/probe-connection-stages";
import type { Evidence } from "#lib/engine/probe-run";
import type { EmptyQuestion, EmptyReply, PageReply, PortReply, Question, Reply } from "#lib/otlp/explain/questions";
import { signalFacts } from "#lib/otlp/signal";

export type Checks = { question: Question; reply: Reply }[];

const shownBytes = 24;

export function checksEvidence(checks: Checks): Evidence["checks"] {
  return checks.map(({ question, reply }) => ({
    sent: askedWords(question, reply),
    got: replyWords(reply),
    ms: Math.round(reply.durationMs * 100) / 100,
  }));
}

function askedWords(question: Question, reply: Reply): string {
  const place = joinPort(question.host, question.port);
  switch (question.kind) {
    case "port":
      return `What speaks on ${place}${question.isDirect ? ", past the proxy" : ""}?`;
    case "banner":
      return question.say === "nothing" ? `What does ${place} say first?` : `A ${question.say} greeting to ${place}`;
    case "handshake":
      return `A TLS handshake with ${place}${handshakeWords(question)}`;
    case "tunnel":
      return `A tunnel through the proxy to ${place}`;
    case "page":
      return `GET ${question.tls ? "https" : "http"}://${place}${question.path}, without credentials`;
    case "empty":
      return emptyWords(question, reply.kind === "empty" && reply.withCredentials);
  }
}

function handshakeWords({ serverName, isWithoutCertificate }: { serverName?: string; isWithoutCertificate?: true }) {
  if (isWithoutCertificate) return " without the client certificate";
  return serverName === undefined ? "" : ` for ${serverName}`;
}

function emptyWords(question: EmptyQuestion, withCredentials: boolean): string {
  const { transport, tls, host, port, path, encoding, signal } = question;
  const where =
    transport === "grpc"
      ? `gRPC ${path === "" ? signalFacts[signal].label : path} at ${joinPort(host, port)}`
      : `${tls ? "https" : "http"}://${joinPort(host, port)}${path}`;
  const form = transport === "grpc" ? "" : ` as ${encoding === "json" ? "JSON" : "Protobuf"}`;
  const noun = question.isBroken ? "A byte that is no request" : "Empty request";
  const packed = question.compression === "gzip" ? ", gzip" : "";
  const tenant = question.tenant === undefined ? "" : `, X-Scope-OrgID: ${question.tenant}`;
  return `${noun} to ${where}${form}${packed}${tenant}, ${withCredentials ? "with" : "without"} credentials`;
}

function replyWords(reply: Reply): string {
  switch (reply.kind) {
    case "port":
      return portWords(reply);
    case "banner":
      if (!reply.open) return "Closed";
      return reply.firstBytes === null ? "Nothing" : spacedHex(reply.firstBytes.slice(0, shownBytes));
    case "handshake": {
      const shaken =
        reply.tls === null ? "" : `${reply.tls.version}${reply.tls.alpn ? `, ALPN ${reply.tls.alpn}` : ""}`;
      return [shaken, reply.fault?.code ?? ""].filter((word) => word !== "").join(", ") || "No TLS";
    }
    case "tunnel":
      return reply.status === null ? (reply.fault?.code ?? "No answer") : String(reply.status);
    case "page":
    case "empty":
      return exchangeWords(reply);
  }
}

function exchangeWords(reply: EmptyReply | PageReply): string {
  const { exchange, fault } = reply;
  if (exchange?.answer == null) return fault?.code ?? "No answer";
  const grpc = reply.kind === "empty" ? reply.answer?.grpcStatus : null;
  const status = grpc && !grpc.madeUp ? grpc.name : String(exchange.answer.status);
  return exchange.answer.contentType === null ? status : `${status}, ${exchange.answer.contentType}`;
}

function portWords(reply: PortReply): string {
  if (reply.blocked !== null && !reply.open) return "Blocked by the target policy";
  if (!reply.open) return "Closed";
  const bytes = reply.firstBytes === null ? "" : ` (${spacedHex(reply.firstBytes.slice(0, shownBytes))})`;
  const plain = { http: "HTTP/1.1", grpc: "HTTP/2", other: "something else", closed: "hangs up", silent: "silent" };
  const tls = reply.tls === null ? "no TLS" : `TLS${reply.tls.alpn === null ? "" : `, ALPN ${reply.tls.alpn}`}`;
  return `Plain text: ${reply.plain === null ? "no answer" : plain[reply.plain]}${bytes}; ${tls}`;
}
