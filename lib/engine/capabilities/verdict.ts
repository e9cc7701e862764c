// What an answer says about a case, and in which words. Pure. Nothing is read from silence: what says neither yes nor no is unknown.
import type { CapabilityVerdict } from "#lib/destination/capability";
import { dnsStage, proxyStage, spacedHex, tcpStage, tlsStage } from "#lib/engine/probe-connection-stages";
import { cleanProxy, cleanWords, type Secrets } from "#lib/engine/redact";
import type { ConnectionSeen, Exchange } from "#lib/otlp/observation";
import type { Answer } from "#lib/otlp/response";

/** All three end the run: what follows would be told the same. `token`: there is none, so nothing was sent. */
export type Judged = {
  verdict: CapabilityVerdict;
  evidence: string;
  stops: Stop | null;
};

type Stop = "auth" | "wait" | "token";

const wordsMax = 300;

export function judgeAnswer(exchange: Exchange, answer: Answer, secrets: Secrets): Judged {
  const evidence = shown(wordsFor(exchange, answer), secrets);
  return { verdict: verdictOf(exchange, answer), evidence, stops: stopOf(exchange, answer) };
}

function stopOf({ token }: Exchange, answer: Answer): Stop | null {
  if (token !== undefined) return "token";
  if (isAuthRefusal(answer)) return "auth";
  return asksToWait(answer) ? "wait" : null;
}

function verdictOf({ answer: reply, fault }: Exchange, answer: Answer): CapabilityVerdict {
  const { outcome } = answer;
  if (outcome.kind === "accepted" || outcome.kind === "partial") return outcome.kind;
  if (outcome.kind === "retry") return "unknown";
  // Something else than this transport came back: that is an answer too.
  if (reply === null) return fault?.firstBytes || fault?.code.startsWith("HPE_") ? "refused" : "unknown";
  return isServerFault(answer) ? "unknown" : "refused";
}

/** A server that failed has not judged. 501 and UNIMPLEMENTED have. */
function isServerFault({ httpStatus, grpcStatus }: Answer): boolean {
  if (grpcStatus !== null && !grpcStatus.madeUp) return [2, 13].includes(grpcStatus.code);
  return httpStatus === 408 || (httpStatus !== null && httpStatus >= 500 && httpStatus !== 501);
}

function isAuthRefusal({ httpStatus, grpcStatus }: Answer): boolean {
  return httpStatus === 401 || httpStatus === 403 || grpcStatus?.code === 16 || grpcStatus?.code === 7;
}

function asksToWait({ httpStatus, outcome, retryAfterMs }: Answer): boolean {
  return httpStatus === 429 || (outcome.kind === "retry" && retryAfterMs !== null);
}

function wordsFor({ answer: reply, fault }: Exchange, { outcome, httpStatus, grpcStatus }: Answer): string {
  if (reply === null && fault?.firstBytes) return `Something else answers there: ${firstLine(fault.firstBytes)}`;
  if (outcome.kind === "retry" || outcome.kind === "refused") return outcome.reason;
  const status = grpcStatus ? `gRPC ${grpcStatus.name}` : `HTTP ${httpStatus}`;
  const said = outcome.kind === "partial" ? outcome.message : outcome.warning;
  return said === null ? status : `${status}: ${said}`;
}

/** In place of an answer: a banner, or the status line of another protocol; bytes that are no text as hex. */
function firstLine(firstBytes: string): string {
  const said = Buffer.from(firstBytes, "hex").toString("latin1");
  const [line = ""] = said.split(/[\r\n]/);
  return /^[\x20-\x7e]{4,}$/.test(line) ? line.slice(0, 64) : spacedHex(firstBytes.slice(0, 64));
}

/** A connection that did not come about. Only a closed port, or a server that does not offer HTTP/2, is a no. */
export function judgeUnopened(seen: Omit<ConnectionSeen, "signals">, host: string, secrets: Secrets): Judged {
  const fault = seen.tls?.fault ?? seen.tcp?.attempts.at(-1)?.fault;
  // Alert 120: none of the protocols that were offered.
  const isNo =
    fault?.code === "ERR_NO_H2" ||
    fault?.alert === 120 ||
    (seen.tcp?.connected === null && fault?.code === "ECONNREFUSED");
  return {
    verdict: isNo ? "refused" : "unknown",
    evidence: shown(stageWords(seen, host, secrets), secrets),
    stops: null,
  };
}

function stageWords({ dns, tcp, proxy, tls }: Omit<ConnectionSeen, "signals">, host: string, secrets: Secrets): string {
  if (tls) return tlsStage(tls, [], false).summary;
  if (proxy) return proxyStage(cleanProxy(proxy, secrets), []).summary;
  if (tcp) return tcpStage(tcp, host, []).summary;
  return dns ? dnsStage(dns, []).summary : "No connection";
}

/** `evidence`: of a refusal, as it was judged. */
export function unjudgedWords(evidence: string): string {
  return cut(`Refused while nothing was accepted: ${evidence}`);
}

/** Cut only after secrets are out: half a secret is no longer found. */
function shown(words: string, secrets: Secrets): string {
  return cut(cleanWords(words, secrets.inTexts));
}

function cut(words: string): string {
  return words.length <= wordsMax ? words : `${words.slice(0, wordsMax - 1)}…`;
}
