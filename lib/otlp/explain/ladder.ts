// The path ladder (failures.md §0.2): where on the same origin a receiver answers an empty request, when the configured path
// is not the right one. Asks and reads; which failure that is, the entries say.
import { prefixOf } from "#lib/otlp/explain/edits";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, type EmptyReply, emptyReply, isReceiver } from "#lib/otlp/explain/questions";
import { type Signal, signalFacts } from "#lib/otlp/signal";
import { quirksOf } from "#lib/preset/quirks";

/** Backends' own prefixes: none, Grafana Cloud, Mimir and Loki, Dynatrace, Prometheus. */
const knownPrefixes = ["", "/otlp", "/api/v2/otlp", "/api/v1/otlp"];
/** Of backends that take one signal: Tempo behind a gateway, VictoriaMetrics, VictoriaLogs and VictoriaTraces. */
const ownPrefixes: Record<Signal, string[]> = {
  traces: ["/tempo", "/insert/opentelemetry"],
  metrics: ["/opentelemetry"],
  logs: ["/insert/opentelemetry"],
};

/** An empty request below that prefix. */
export function rung(facts: Facts, attempt: Attempt, prefix: string): EmptyQuestion {
  const { signal, encoding } = attempt;
  const path = prefix + signalFacts[signal].path;
  return {
    kind: "empty",
    signal,
    transport: "http",
    tls: facts.tls,
    host: facts.host,
    port: facts.port,
    path,
    encoding,
  };
}

/** What proves a receiver below that prefix: an empty request and, where its yes could be anybody's, one that must be refused. */
export function askRung(facts: Facts, attempt: Attempt, prefix: string): EmptyQuestion[] {
  const question = rung(facts, attempt, prefix);
  return isBareYes(emptyReply(facts, question)) ? [question, broken(question)] : [question];
}

export function answersAt(facts: Facts, attempt: Attempt, prefix: string): boolean {
  const question = rung(facts, attempt, prefix);
  const reply = emptyReply(facts, question);
  return isReceiver(reply) || (isBareYes(reply) && isRefused(emptyReply(facts, broken(question))));
}

function broken(question: EmptyQuestion): EmptyQuestion {
  return { ...question, isBroken: true, isAnonymous: true };
}

/** 200 with nothing in it and no type, as Prometheus says it. */
function isBareYes(reply: EmptyReply | null): boolean {
  const { answer, exchange } = reply ?? {};
  return answer?.httpStatus === 200 && answer.emptyBody && exchange?.answer?.contentType === null;
}

function isRefused(reply: EmptyReply | null): boolean {
  return [400, 401, 415, 422].includes(reply?.answer?.httpStatus ?? 0);
}

/** Known prefixes other than the one in use, what the host's vendor documents first. */
export function otherPrefixes({ host }: Facts, attempt: Attempt): string[] {
  const used = prefixOf(pathOf(attempt), attempt.signal);
  const documented = quirksOf(host)?.prefix ?? null;
  const all = [...(documented === null ? [] : [documented]), ...knownPrefixes, ...ownPrefixes[attempt.signal]];
  return [...new Set(all)].filter((prefix) => prefix !== used);
}

/** Without the query. */
export function pathOf(attempt: Attempt): string {
  return attempt.path.split("?", 1)[0] ?? "";
}

/** Answers that a wrong path gets: nothing here, not this method, another page. */
export function isElsewhere(attempt: Attempt): boolean {
  const { httpStatus, isHtml } = attempt.answer;
  if (attempt.exchange.transport !== "http" || httpStatus === null) return false;
  return httpStatus === 404 || httpStatus === 405 || (httpStatus < 400 && isHtml);
}
