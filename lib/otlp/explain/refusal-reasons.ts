// Why a receiver refuses the content of a request, by its words: temporality, age, order, type, a value. One request may be refused
// for several. Only content that was read can be refused so: statuses of paths, keys and rates are not looked at.
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { asWords, codesIn, complaintsIn } from "#lib/otlp/explain/said";

export type RefusalReason = "delta" | "cumulative" | "out_of_order" | "future" | "too_old" | "type" | "not_a_number";

const contentHttp = new Set([400, 409, 422, 500]);
/** UNKNOWN, INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, INTERNAL. */
const contentGrpc = new Set([2, 3, 9, 11, 13]);

/** The server read the items and does not want them, or not all. */
function isContentRefused({ answer, exchange }: Attempt): boolean {
  if (answer.outcome.kind === "partial") return true;
  if (answer.isHtml || answer.outcome.kind === "accepted") return false;
  if (exchange.transport === "grpc") {
    return answer.grpcStatus !== null && !answer.grpcStatus.madeUp && contentGrpc.has(answer.grpcStatus.code);
  }
  return contentHttp.has(answer.httpStatus ?? 0);
}

/** With `isCoded` where a reason written for programs says it: `UNSUPPORTED_METRIC_TYPE_MONOTONIC_CUMULATIVE_SUM`. */
export function reasonsOf(facts: Facts, attempt: Attempt): Map<RefusalReason, { isCoded: boolean }> {
  const reasons = new Map<RefusalReason, { isCoded: boolean }>();
  if (!isContentRefused(attempt)) return reasons;
  for (const complaint of complaintsIn(attempt.answer.words)) {
    const reason = reasonIn(asWords(complaint), facts, attempt);
    if (reason === null) continue;
    const isCoded = codesIn(complaint).some((code) => reasonIn(code, facts, attempt) === reason);
    reasons.set(reason, { isCoded: isCoded || reasons.get(reason)?.isCoded === true });
  }
  return reasons;
}

/** Whether a more exact failure than "rejected" says what happened. */
export function isReasonNamed(facts: Facts, attempt: Attempt): boolean {
  return reasonsOf(facts, attempt).size > 0;
}

/** What a probe sends; an export converts to the same. `lowmemory` sends counters and histograms as delta. */
function sentTemporality({ destination }: Facts): "delta" | "cumulative" {
  return (destination.signals.metrics?.temporality ?? "cumulative") === "cumulative" ? "cumulative" : "delta";
}

const stamped = /\b(time|timestamps?|samples?|entry|entries|(data ?)?points?|events?|spans?|records?|logs?|data)\b/i;
/** "This agent is too old", "will be refused in the future". */
const notStamped = /\b(version|agent|sdk|client|protocol|deprecated|(will|may) be)\b/i;
const order =
  /\bout of order\b|\bduplicate (samples?|timestamps?|(data )?points?)\b|\bsame timestamp\b|\b(older|earlier)\b.{0,20}\bthan (the )?(last|latest|newest|previous|most recent)|\bmust (be|arrive) (\w+ )?in order\b|\b(before|behind) (the )?(last|latest|newest|previous|most recent)|\bnot (monotonically |strictly )?increasing\b/i;
const future =
  /\bin the future\b|\bfuture (time|timestamp)|\btoo new\b|\btoo far (ahead|in (the )?future)\b|\bahead of (the )?(server|current|now|wall)|\bfar in future\b/i;
const old =
  /\btoo old\b|\btoo far (behind|back|in the past)\b|\bin the distant past\b|\bmore than .{1,20} in the past\b|\bolder than\b|\boldest (acceptable|allowed|accepted)|\bout of bounds?\b|\boutside (of )?(the )?(\w+ )?(retention|ingestion|acceptance|time)\b|\bbefore the (\w+ )?(earliest|minimum|oldest|retention)|\bpredates?\b|\bexpired (timestamp|sample|point)/i;
const refusing =
  /un(supported|known)|not (be )?(supported|accepted|allowed|implemented|handled)|n't|cannot|can not|invalid|reject|refus|drop|discard|ignor|only|must|require|expect|fail/i;
const types =
  /\bsummar(y|ies)\b|\bexponential\b|\bhistograms?\b|\b(metric|metric data|instrument|aggregation) (kinds?|types?)\b/i;
const untaken =
  /un(supported|known|handled|implemented)|disabled|not (be )?(supported|accepted|allowed|implemented|handled|ingested|enabled)|n't (support|handle|accept)|cannot (be )?(handle|ingest|store|convert|accept)|reject|drop|discard|ignor/i;
/** A type that is taken, with something wrong in it. */
const flawed = /\bbounds?\b|sorted|mismatch|attribute/i;
const numbers = /\bNaN\b|\bInf(inity)?\b|\bnon finite\b|\bnot (a )?finite\b/;

/** The first that fits: what names temporality names often a type as well. */
function reasonIn(words: string, facts: Facts, { signal }: Attempt): RefusalReason | null {
  const isMetrics = signal === "metrics";
  const temporal = plainTemporality(words);
  if (isMetrics && saysTemporality(temporal)) {
    const refused = refusedTemporality(temporal) ?? sentTemporality(facts);
    return refused === sentTemporality(facts) ? refused : null;
  }
  if (isMetrics && order.test(words)) return "out_of_order";
  const isStamp = /^err /.test(words) || (stamped.test(words) && !notStamped.test(words));
  if (isStamp && future.test(words)) return "future";
  if (isStamp && old.test(words)) return "too_old";
  if (isMetrics && types.test(words) && untaken.test(words) && !flawed.test(words)) return "type";
  return isMetrics && numbers.test(words) ? "not_a_number" : null;
}

/** Names of the data: "http.delta.bytes", "attribute 'temporality'". */
const named = /\b[a-z0-9]+(?:\.[a-z0-9]+)+\b|\b(?:attribute|label|tag|key|field)s? ["'`]?[\w.]+["'`]?/g;

function plainTemporality(words: string): string {
  return words
    .replace(named, "")
    .replace(/\bnon cumulative\b/gi, "delta")
    .replace(/\bnon delta\b/gi, "cumulative");
}

/** "delta" alone is also a difference of times. */
function saysTemporality(words: string): boolean {
  if (/\btemporalit/i.test(words)) return true;
  if (/\b(time|clock) delta|\bdelta (of|between) \d/i.test(words)) return false;
  return /\b(delta|cumulative)\b/i.test(words) && refusing.test(words);
}

const wanted = (name: string) =>
  new RegExp(
    `\\b(only|must be|requires?|expect(s|ed)?|please use|wants?|(convert|switch|change|set) (\\w+ )?to) (\\w+ )?${name}` +
      `|${name} (\\w+ )?(only|(is |are )?(required|expected))\\b`,
    "i",
  );
const wants = { delta: wanted("delta"), cumulative: wanted("cumulative") };

/** The one that the words turn down; null where they name both, or neither. */
function refusedTemporality(words: string): "delta" | "cumulative" | null {
  const isDelta = /\bdelta\b/i.test(words);
  if (isDelta === /\bcumulative\b/i.test(words)) return null;
  const [named, other] = isDelta ? (["delta", "cumulative"] as const) : (["cumulative", "delta"] as const);
  return wants[named].test(words) ? other : named;
}
