// A09: something in front of the receiver looks into the body, or dislikes who sends it, and answers with a page. Fingerprint: an empty
// request to the same path is answered by the receiver, or a header says what was done. The page of a known edge is a likelihood. The status alone proves nothing.
import { effectiveConnection } from "#lib/destination/resolve";
import { headerOf, textOf } from "#lib/otlp/explain/answer-text";
import { setField } from "#lib/otlp/explain/edits";
import { emptyBeside } from "#lib/otlp/explain/empties";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, emptyReply, isReceiver } from "#lib/otlp/explain/questions";
import type { Certainty } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

const blocking = [403, 406, 429];

export const edgeWafBlock: Entry = {
  code: "edge.waf_block",
  ask: (facts) =>
    facts.attempts
      .filter(isBlocked)
      .slice(0, 1)
      .map((attempt) => bare(facts, attempt)),
  recognise: (facts) => findEach(facts, (attempt) => certaintyOf(facts, attempt)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const status = attempt?.answer.httpStatus ?? 403;
    const isContent = isPassing(facts);
    const title = isContent
      ? `A firewall in front looks into the body: ${status} for the item, not for an empty request`
      : `A firewall in front answers with a page of its own: ${status}`;
    const advice = isContent
      ? "Exempt the OTLP path from body inspection. Protobuf with gzip passes many of them."
      : "It may dislike this host’s address, the User-Agent or the content. Exempt the OTLP path there.";
    return { title, advice, fix: isEverythingBlocked(facts) ? null : packFix(facts, signals) };
  },
};

function certaintyOf(facts: Facts, attempt: Attempt): Certainty | null {
  if (!isBlocked(attempt)) return null;
  const isRate = attempt.answer.httpStatus === 429;
  if (isNamed(attempt)) return "certain";
  if (isPassing(facts)) return isEdge(attempt) && !isRate ? "certain" : "likely";
  return isEdge(attempt) && !isRate ? "likely" : null;
}

/** A 429 that says how long to wait is about the rate (R01). */
function isBlocked({ answer, exchange }: Attempt): boolean {
  if (exchange.transport !== "http" || !blocking.includes(answer.httpStatus ?? 0) || !answer.isHtml) return false;
  return answer.httpStatus !== 429 || answer.retryAfterMs === null;
}

function isPassing(facts: Facts): boolean {
  return facts.attempts.filter(isBlocked).some((attempt) => isReceiver(emptyReply(facts, bare(facts, attempt))));
}

/** The empty request got a page too: no packing helps. */
function isEverythingBlocked(facts: Facts): boolean {
  const [first] = facts.attempts.filter(isBlocked);
  return first !== undefined && emptyReply(facts, bare(facts, first))?.answer?.isHtml === true;
}

/** As the item was sent, without it. */
function bare(facts: Facts, attempt: Attempt): EmptyQuestion {
  const compression = effectiveConnection(facts.destination, attempt.signal)?.compression;
  return emptyBeside(facts, attempt, compression === "gzip" ? { compression } : {});
}

const edges =
  /\b(?:cloudflare|awselb|akamai\w*|incapsula|imperva|sucuri\S*|barracuda|big-?ip|mod_security|ddos-guard|fortiweb|azure ?waf)\b/i;
const edgeHeaders = [
  "cf-ray",
  "cf-mitigated",
  "x-iinfo",
  "x-sucuri-id",
  "x-amzn-waf-action",
  "x-azure-ref",
  "akamai-grn",
];

/** Headers that say what the firewall did. */
function isNamed(attempt: Attempt): boolean {
  return ["cf-mitigated", "x-amzn-waf-action"].some((name) => headerOf(attempt, name) !== null);
}

function isEdge(attempt: Attempt): boolean {
  if (edgeHeaders.some((name) => headerOf(attempt, name) !== null)) return true;
  return (
    edges.test(headerOf(attempt, "server") ?? "") ||
    /\bmod_security\b|\bweb application firewall\b/i.test(textOf(attempt))
  );
}

function packFix(facts: Facts, signals: readonly Signal[]) {
  const [signal] = signals;
  const connection = signal === undefined ? null : effectiveConnection(facts.destination, signal);
  if (connection === null || (connection.encoding === "protobuf" && connection.compression === "gzip")) return null;
  const changes = [
    ...(connection.encoding === "protobuf" ? [] : setField(facts.destination, signals, "encoding", "protobuf")),
    ...(connection.compression === "gzip" ? [] : setField(facts.destination, signals, "compression", "gzip")),
  ];
  return { label: "Use Protobuf with gzip", changes };
}
