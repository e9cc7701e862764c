// Repairs a lost indentation that is still YAML: what stands beside an empty parent and belongs inside. Moves parts, reads none.
import { isExporterSetting, transportOf } from "#lib/format/collector/exporter-names";
import type { Entry, Located } from "#lib/format/located";

/** Exporters beside an empty `exporters:`, settings beside their empty exporter. */
export function withIndentation(configuration: Located): Located {
  if (configuration.kind !== "map") return configuration;
  const entries = adopted(configuration.entries, ({ key }) => key === "exporters", isExporter);
  return {
    ...configuration,
    entries: entries.map((entry): Entry => {
      const { key, value } = entry;
      if (key !== "exporters" || value.kind !== "map") return entry;
      return { ...entry, value: { ...value, entries: adopted(value.entries, isExporter, isSetting) } };
    }),
  };
}

function isExporter({ key }: Entry): boolean {
  return transportOf(key) !== null;
}

function isSetting({ key }: Entry): boolean {
  return isExporterSetting(key);
}

type Test = (entry: Entry) => boolean;

/** Children right after an empty parent, put inside it. */
function adopted(entries: readonly Entry[], isParent: Test, isChild: Test): Entry[] {
  const grown: Entry[] = [];
  let parent: Entry | null = null;
  let children: Entry[] = [];
  const close = () => {
    if (parent !== null) grown.push(withChildren(parent, children));
    parent = null;
    children = [];
  };
  for (const entry of entries) {
    if (parent !== null && isChild(entry)) {
      children.push(entry);
      continue;
    }
    close();
    if (isParent(entry) && entry.value.kind === "scalar" && entry.value.value === null) parent = entry;
    else grown.push(entry);
  }
  close();
  return grown;
}

function withChildren(parent: Entry, children: readonly Entry[]): Entry {
  const last = children.at(-1);
  if (last === undefined) return parent;
  const { keyLine: line } = parent;
  return { ...parent, value: { kind: "map", line, endLine: last.value.endLine, entries: children } };
}
