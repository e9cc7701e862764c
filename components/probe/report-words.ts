// What a report says beyond its verdict: which stage a diagnosis belongs to, the server's own words, the ids to search for.
import type { Diagnosis, Report, Stage } from "#lib/otlp/report";
import { type Signal, signals } from "#lib/otlp/signal";
import { idsOf } from "./evidence";
import { joinWords, probeItems } from "./stage-words";

/** The first stage of the concerned signals that did not simply pass; where all did, the first that holds an answer. */
export function stageOf(diagnosis: Diagnosis, report: Report): Stage | null {
  const concerned = report.stages.filter(
    ({ signals: whose }) =>
      diagnosis.signals.length === 0 ||
      whose.length === 0 ||
      whose.some((signal) => diagnosis.signals.includes(signal)),
  );
  const answered = concerned.find((stage) => isSignal(stage) && stage.status === "passed");
  return (
    concerned.find(({ status }) => status === "failed") ??
    concerned.find(({ status }) => status === "warned") ??
    answered ??
    null
  );
}

/** What the peer itself answered, where the evidence holds it, and with which status. */
export function wordsOf(stage: Stage | null): { said: string; status: string | null } | null {
  const answer = stage === null ? null : findAnswer(stage.evidence);
  if (answer === null) return null;
  const status = answer.status ?? null;
  return {
    said: String(answer.serverWords).trim(),
    status: typeof status === "string" || typeof status === "number" ? String(status) : null,
  };
}

type Plain = Record<string, unknown>;

function findAnswer(value: unknown): Plain | null {
  if (typeof value !== "object" || value === null) return null;
  const said = "serverWords" in value ? value.serverWords : null;
  if (typeof said === "string" && said.trim() !== "") return value as Plain;
  for (const inner of Object.values(value)) {
    const found = findAnswer(inner);
    if (found !== null) return found;
  }
  return null;
}

/** "1 span, 3 data points and 1 log record": only what was delivered. */
export function deliveredWords(report: Report): string {
  return joinWords(delivered(report).map(({ stage }) => probeItems[stage as Signal]));
}

function isSignal({ stage }: Stage): boolean {
  return (signals as readonly string[]).includes(stage);
}

function delivered(report: Report): Stage[] {
  return report.stages.filter((stage) => isSignal(stage) && (stage.status === "passed" || stage.status === "warned"));
}

/** What a search at the vendor starts from; the other ids stand with their stage. */
const searched = ["outspan.run.id", "service.name", "traceId"];

export type FoundId = { name: string; value: string };

/** Of what was delivered, whatever became of the rest. */
export function reportIds(report: Report): FoundId[] {
  const all = delivered(report).flatMap((stage) => idsOf(stage));
  return searched.flatMap((name) => {
    const found = all.find(([key]) => key === name);
    return found === undefined ? [] : [{ name, value: found[1] }];
  });
}
