// What a report says beyond its verdict: which stage a diagnosis belongs to, the server's own words, the ids to search for.
import type { Diagnosis, Report, Stage } from "#lib/otlp/report";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { idsOf } from "./evidence";
import { joinWords } from "./stage-words";

/** The first stage of the concerned signals that did not simply pass. */
export function stageOf(diagnosis: Diagnosis, report: Report): Stage | null {
  const concerned = report.stages.filter(
    ({ signals: whose }) =>
      diagnosis.signals.length === 0 ||
      whose.length === 0 ||
      whose.some((signal) => diagnosis.signals.includes(signal)),
  );
  return (
    concerned.find(({ status }) => status === "failed") ?? concerned.find(({ status }) => status === "warned") ?? null
  );
}

const wordKeys = ["serverWords", "words", "message", "body", "text"];

/** What the peer itself answered, where the evidence holds it. */
export function wordsOf(stage: Stage | null): { said: string; status: string | null } | null {
  if (stage === null) return null;
  const answer = findObject(stage.evidence, (one) => wordKeys.some((key) => isText(one[key])));
  if (answer === null) return null;
  const key = wordKeys.find((one) => isText(answer[one])) ?? "";
  const status = answer.status ?? stage.evidence.status ?? answer.grpcStatus ?? null;
  return {
    said: String(answer[key]).trim(),
    status: isText(status) || typeof status === "number" ? String(status) : null,
  };
}

type Plain = Record<string, unknown>;

function findObject(value: unknown, matches: (one: Plain) => boolean): Plain | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value) && matches(value as Plain)) return value as Plain;
  for (const inner of Object.values(value)) {
    const found = findObject(inner, matches);
    if (found !== null) return found;
  }
  return null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** "one span, three metrics and one log record": only what was delivered. */
export function deliveredWords(report: Report): string {
  const counted: Record<Signal, string> = { traces: "one span", metrics: "the metrics", logs: "one log record" };
  const sent = signals.filter((signal) =>
    report.stages.some(({ stage, status }) => stage === signal && (status === "passed" || status === "warned")),
  );
  return joinWords(sent.map((signal) => counted[signal]));
}

export type FoundId = { name: string; value: string; signals: string[] };

/** Each id once, with the signals that carry it. */
export function reportIds(report: Report): FoundId[] {
  const found = new Map<string, FoundId>();
  for (const stage of report.stages) {
    const signal = signals.find((one) => one === stage.stage);
    if (signal === undefined) continue;
    for (const [name, value] of idsOf(stage)) {
      const known = found.get(`${name}=${value}`);
      if (known === undefined) found.set(`${name}=${value}`, { name, value, signals: [signalFacts[signal].label] });
      else known.signals.push(signalFacts[signal].label);
    }
  }
  return [...found.values()];
}
