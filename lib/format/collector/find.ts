// What a Collector's configuration looks like, whole or as a part alone: some exporters, or the body of one. Where it stands in a text is
// found by nested.ts.
import { isExporterSetting, transportOf } from "#lib/format/collector/exporter-names";
import type { Entry, Located } from "#lib/format/located";
import type { Marks } from "#lib/format/marks";
import { configurationsIn, type Found, type Sought } from "#lib/format/nested";
import { parsePasted } from "#lib/format/pasted-yaml";

const sought: Sought = {
  isConfiguration,
  isText: /^[ \t]*["']?exporters["']?[ \t]*:/m,
  parse: parsePasted,
  around: "it says how the Collector is run",
};

export function collectorsIn(root: Located, marks: Marks): Found[] {
  const found = configurationsIn(root, marks, sought);
  if (found.length > 0 || root.kind !== "map") return found;
  const part = asConfiguration(root);
  return part === null ? [] : [{ node: part, marks }];
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
