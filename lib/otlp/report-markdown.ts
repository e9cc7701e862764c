// A report as Markdown that a stranger can work from: the verdict, what is wrong, what was sent, and all that was seen.
// Holds what the report holds, and so no secret.
import type { Change } from "#lib/destination/problem";
import { block, cell, code, codeCell, inline } from "#lib/otlp/markdown";
import type { Certainty, Diagnosis, Report, Stage, Verdict } from "#lib/otlp/report";
import { signals as all } from "#lib/otlp/signal";

const verdicts: Record<Verdict, string> = {
  accepted: "accepted: the server took every item",
  warning: "accepted, with something to know",
  failed: "not accepted",
};
const certainties: Record<Certainty, string> = {
  certain: "certain (its fingerprint was seen)",
  likely: "likely (what was seen fits it)",
  possible: "possible (others fit as well)",
};

/** `version` is of the Outspan that shows it. */
export function reportMarkdown(report: Report, version: string): string {
  const parts = [
    `# OTLP test: ${verdicts[report.verdict]}`,
    headOf(report, version),
    ...diagnosisParts(report.diagnosis),
    "## Stages",
    stageTable(report.stages),
    ...requestParts(report.stages),
    "## Evidence",
    ...report.stages.flatMap((stage, position) => evidenceParts(stage, position + 1)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function headOf({ id, startedAt, durationMs, stages }: Report, version: string): string {
  const ids = Object.entries(idsOf(stages)).map(([name, value]) => `- ${code(name)}: ${code(value)}`);
  return [
    `- Tested: ${utc(startedAt)}, for ${durationMs} ms, by Outspan ${version} (test ${code(id)})`,
    `- Sent: ${sentWords(stages)}. Credentials are left out of this report.`,
    ...urlLines(stages),
    ...(ids.length > 0 ? ["- To find what was sent, search for any of these:", ...ids.map((line) => `  ${line}`)] : []),
  ].join("\n");
}

/** A signal whose stage was not reached may still have been sent: what refused it is the stage before. */
function sentWords(stages: readonly Stage[]): string {
  const reached = stages.filter(({ stage, status }) => status !== "skipped" && exchanged.includes(stage));
  const sent = all.filter((signal) => reached.some(({ signals }) => signals.includes(signal)));
  return sent.length === 0 ? "nothing" : `one OTLP request with real items for each of ${sent.join(", ")}`;
}

const exchanged: readonly string[] = ["protocol", "auth", ...all];

function urlLines(stages: readonly Stage[]): string[] {
  const urls = stages.find(({ stage }) => stage === "settings")?.evidence.urls;
  if (typeof urls !== "object" || urls === null || Array.isArray(urls)) return [];
  return Object.entries(urls).map(([signal, url]) => `- ${inline(signal)} to ${code(String(url))}`);
}

/** "2026-11-21 12:00:00.000 UTC". */
function utc(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return inline(time);
  const iso = at.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)} UTC`;
}

function idsOf(stages: readonly Stage[]): Record<string, string> {
  const found = stages.flatMap(({ evidence: { ids } }) =>
    typeof ids === "object" && ids !== null && !Array.isArray(ids) ? Object.entries(ids) : [],
  );
  return Object.fromEntries(found.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function diagnosisParts(diagnosis: readonly Diagnosis[]): string[] {
  if (diagnosis.length === 0) return ["## Diagnosis", "None."];
  return ["## Diagnosis", ...diagnosis.flatMap(diagnosisOf)];
}

function diagnosisOf({ code: name, certainty, signals, title, advice, fix }: Diagnosis, position: number): string[] {
  const facts = [
    `- Code: ${code(name)}`,
    `- Certainty: ${certainties[certainty]}`,
    ...(signals.length > 0 ? [`- Signals: ${signals.join(", ")}`] : []),
    ...(fix === null ? [] : [`- Repair offered: ${inline(fix.label)}`, ...fix.changes.map(changeOf)]),
  ];
  return [`### ${position + 1}. ${inline(title)}`, facts.join("\n"), ...(advice === "" ? [] : [inline(advice)])];
}

function changeOf(change: Change): string {
  if ("op" in change) return `  - remove ${code(change.path)}`;
  if ("transform" in change) return `  - ${change.transform} ${code(change.path)}`;
  return `  - set ${code(change.path)} to ${code(JSON.stringify(change.value))}`;
}

function stageTable(stages: readonly Stage[]): string {
  const rows = stages.map(({ stage, signals, status, startMs, durationMs, summary }, position) =>
    row([`${position + 1}`, stage, signals.join(", "), status, `${startMs}`, `${durationMs}`, cell(summary)]),
  );
  const head = row(["#", "Stage", "Signals", "Status", "Began at, ms", "Took, ms", "What happened"]);
  return [head, row(["--:", "---", "---", "---", "--:", "--:", "---"]), ...rows].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

type Check = { sent: string; got: string; ms: string };

/** What went out besides the items, once each: the same check may be evidence in several stages. */
function requestParts(stages: readonly Stage[]): string[] {
  const checks = new Map(stages.flatMap(checksOf).map((check) => [JSON.stringify(check), check]));
  const hasAnonymous = stages.some(({ evidence }) => evidence.withoutCredentials !== undefined);
  if (checks.size === 0 && !hasAnonymous) return ["## Sent extra", "Nothing."];
  const rows = [...checks.values()].map(({ sent, got, ms }) => row([cell(sent), codeCell(got), ms]));
  const table = [row(["Check", "Got", "ms"]), row(["---", "---", "--:"]), ...rows].join("\n");
  return [
    "## Sent extra",
    ...(hasAnonymous ? ["The request of one signal once more without credentials: see the evidence of auth."] : []),
    ...(checks.size > 0 ? ["Checks hold no items.", table] : []),
  ];
}

function checksOf({ evidence: { checks } }: Stage): Check[] {
  if (!Array.isArray(checks)) return [];
  return checks.flatMap((one) => {
    if (typeof one !== "object" || one === null || Array.isArray(one)) return [];
    return [{ sent: String(one.sent ?? ""), got: String(one.got ?? ""), ms: String(Number(one.ms ?? 0)) }];
  });
}

function evidenceParts({ stage, signals, status, evidence }: Stage, position: number): string[] {
  // The checks stand in their table.
  const { checks: _checks, ...seen } = evidence;
  if (Object.keys(seen).length === 0) return [];
  const whose = signals.length > 0 ? ` (${signals.join(", ")})` : "";
  return [`### Stage ${position}: ${stage}${whose}, ${status}`, block(JSON.stringify(seen, null, 2), "json")];
}
