// The table and what it comes to, as Markdown for somebody else. The server's words are data there, never markup.
import type { CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import { cell, codeCell, inline } from "#lib/otlp/markdown";
import { signalFacts } from "#lib/otlp/signal";
import { evidenceOf, tableOf, verdictWords } from "./capability-table";

/** `summary` is null where it was cancelled. */
export function capabilityMarkdown(
  name: string,
  rows: readonly CapabilityRow[],
  summary: CapabilitySummary | null,
): string {
  const { columns, groups } = tableOf(rows);
  const labels = columns.map((signal) => signalFacts[signal].label);
  const head = ["Group", "What", ...labels, "Evidence"];
  const lines = groups.flatMap((group) =>
    group.lines.map((line) => {
      const verdicts = columns.map((signal) => {
        const verdict = line.cells[signal]?.verdict;
        return verdict === undefined ? "" : verdictWords[verdict];
      });
      const evidence = evidenceOf(line).map(({ whose, evidence }) => {
        const who = whose.length === columns.length ? "" : `${whose.map((one) => signalFacts[one].label).join(", ")}: `;
        return `${who}${codeCell(evidence)}`;
      });
      return rowOf([cell(group.label), cell(line.what), ...verdicts, evidence.join("; ")]);
    }),
  );
  const found = (summary?.findings ?? []).map(({ text }) => `- ${inline(text)}`);
  return [
    `# What ${inline(name)} accepts`,
    summary === null ? "Cancelled before its end." : `${summary.requests} requests, ${summary.startedAt}.`,
    ...(summary?.reason ? [inline(summary.reason)] : []),
    [rowOf(head), rowOf(head.map(() => "---")), ...lines].join("\n"),
    ...(found.length === 0 ? [] : [found.join("\n")]),
  ]
    .join("\n\n")
    .concat("\n");
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
