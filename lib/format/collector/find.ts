// Finds the Collector's configuration in what it came in: Helm values, a ConfigMap's text, a custom resource, a compose file, or a mere part
// of it. Says what stands around it; reads no setting.
import { parsePasted } from "#lib/format/collector/clean";
import { isExporterSetting, transportOf } from "#lib/format/collector/exporter-names";
import type { Entry, Located } from "#lib/format/located";
import type { Lines, Marks } from "#lib/format/marks";

/** A configuration and where its marks go: a text inside a text has lines of its own. */
export type Found = { node: Located; marks: Marks };

const isConfigText = /^[ \t]*["']?exporters["']?[ \t]*:/m;
const textsDeepMax = 2;

export function configurationsIn(root: Located, marks: Marks): Found[] {
  const found = search(root, marks, 0);
  if (found.length > 0 || root.kind !== "map") return found;
  const part = asConfiguration(root);
  return part === null ? [] : [{ node: part, marks }];
}

/** What holds none beside one that does is about how the Collector is run. */
function search(node: Located, marks: Marks, textsDeep: number): Found[] {
  if (node.kind === "scalar") return searchText(node, marks, textsDeep);
  if (isConfiguration(node)) return [{ node, marks }];
  const parts =
    node.kind === "list"
      ? node.items.map((item) => ({ at: item as Lines, own: null, found: search(item, marks, textsDeep) }))
      : node.entries.map(({ keyLine, value }) => ({
          at: { line: keyLine, endLine: Math.max(keyLine, value.endLine) },
          own: { line: keyLine, endLine: keyLine },
          found: search(value, marks, textsDeep),
        }));
  const all = parts.flatMap(({ found }) => found);
  if (all.length === 0) return [];
  for (const { at, own, found } of parts) {
    if (found.length === 0) marks.ignored(at, "it says how the Collector is run");
    else if (own !== null) marks.understood(own, "");
  }
  return all;
}

function searchText(node: Located & { kind: "scalar" }, marks: Marks, textsDeep: number): Found[] {
  const { value, line } = node;
  if (typeof value !== "string" || !value.includes("\n") || textsDeep >= textsDeepMax) return [];
  if (!isConfigText.test(value)) return [];
  // A block's text begins on the line after its indicator.
  const inner = shifted(marks, line);
  const { root, broken } = parsePasted(value, inner);
  const found = root === null ? [] : search(root, inner, textsDeep + 1);
  if (found.length === 0) return [];
  for (const { line: at, column, message } of broken) {
    inner.unknown({ line: at, endLine: at }, `Column ${column} of the inner text: ${message}`);
  }
  return found;
}

function shifted(marks: Marks, by: number): Marks {
  const at = ({ line, endLine }: Lines) => ({ line: line + by, endLine: endLine + by });
  return {
    understood: (lines, note) => marks.understood(at(lines), note),
    ignored: (lines, why) => marks.ignored(at(lines), why),
    unknown: (lines, note) => marks.unknown(at(lines), note),
    isMarked: (line) => marks.isMarked(line + by),
  };
}

function isConfiguration(node: Located): boolean {
  if (node.kind !== "map") return false;
  const exporters = node.entries.find(({ key }) => key === "exporters");
  const service = node.entries.find(({ key }) => key === "service")?.value;
  if (exporters !== undefined) return exporters.value.kind === "map" || node.entries.some(isExporter);
  return service?.kind === "map" && service.entries.some(({ key }) => key === "pipelines");
}

function isExporter({ key, value }: Entry): boolean {
  return transportOf(key) !== null && value.kind !== "list";
}

/** A part alone: some exporters, or the body of one. */
function asConfiguration(root: Located & { kind: "map" }): Located | null {
  const inside = (entries: readonly Entry[]): Located => ({
    ...root,
    entries: [{ key: "exporters", keyLine: root.line, value: { ...root, entries } }],
  });
  if (root.entries.some(isExporter)) return inside(root.entries);
  const settings = root.entries.filter(({ key }) => isExporterSetting(key));
  if (!settings.some(({ key }) => key.endsWith("endpoint")) || settings.length < 2) return null;
  return inside([{ key: bodyTransport(settings), keyLine: root.line, value: root }]);
}

/** Whose body it is: that of HTTP where a setting or the URL says so. */
function bodyTransport(settings: readonly Entry[]): string {
  const onlyHttp = settings.some(({ key }) => /_endpoint$|^(?:encoding|proxy_url)$/.test(key));
  const endpoint = settings.find(({ key }) => key === "endpoint")?.value;
  const url = endpoint?.kind === "scalar" ? String(endpoint.value) : "";
  return onlyHttp || (/^https?:/i.test(url) && !/:4317\/?$/.test(url)) ? "otlphttp" : "otlp";
}
