// Reads Prometheus text 0.0.4 as strictly as its description allows, and writes the table of the catalogue for operators.
import { metricsCatalogue } from "#lib/engine/health/metrics-catalogue";

type Sample = { labels: Record<string, string>; value: number };
export type Family = { name: string; help: string; type: string; samples: Sample[] };

/** Throws at the first line that is not as it must be: one group a name, HELP before TYPE before samples, no sample twice. */
export function readMetrics(text: string): Family[] {
  if (!text.endsWith("\n")) throw new Error("The last line must end with a line feed");
  const families: Family[] = [];
  const seen = new Set<string>();
  for (const line of text.slice(0, -1).split("\n")) {
    const help = /^# HELP ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge)$/.exec(line);
    const last = families.at(-1);
    if (help?.[1] !== undefined) {
      if (families.some(({ name }) => name === help[1])) throw new Error(`${help[1]} comes twice`);
      families.push({ name: help[1], help: help[2] ?? "", type: "", samples: [] });
    } else if (type) {
      if (last?.name !== type[1] || last?.type !== "") throw new Error(`TYPE without its HELP: ${line}`);
      last.type = type[2] ?? "";
    } else {
      const sample = readSample(line);
      if (!last || last.type === "" || last.name !== sample.name) throw new Error(`A sample out of its group: ${line}`);
      const identity = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(identity)) throw new Error(`A sample comes twice: ${line}`);
      seen.add(identity);
      last.samples.push({ labels: sample.labels, value: sample.value });
    }
  }
  return families;
}

function readSample(line: string): Sample & { name: string } {
  const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/s.exec(line);
  if (!found) throw new Error(`No sample: ${line}`);
  const labels: Record<string, string> = {};
  let rest = found[2] ?? "";
  while (rest !== "") {
    const label = /^([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(?:,(?=.)|$)/.exec(rest);
    if (!label?.[1]) throw new Error(`No label: ${rest}`);
    if (label[1] in labels) throw new Error(`A label comes twice: ${line}`);
    labels[label[1]] = (label[2] ?? "").replace(/\\(.)/g, (_all, mark: string) => (mark === "n" ? "\n" : mark));
    rest = rest.slice(label[0].length);
  }
  return { name: found[1] ?? "", labels, value: Number(found[3]) };
}

/** As it stands in README.md. */
export function metricsTable(): string {
  const rows = Object.entries(metricsCatalogue).map(([name, { type, unit, labels, help }]) => {
    const shown = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${unit} | ${shown || "none"} | ${help} |`;
  });
  return ["| metric | type | unit | labels | meaning |", "|---|---|---|---|---|", ...rows, ""].join("\n");
}
