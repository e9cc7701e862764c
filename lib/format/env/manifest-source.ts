// One entry of an env list: its value, or where the value comes from. A Secret that stands in the same text gives its value, all else is a hole.

import { holeName, holeText } from "#lib/destination/hole";
import type { Sourced } from "#lib/format/env/expand";
import { type Variable, variableName } from "#lib/format/env/variable";
import type { Located } from "#lib/format/located";

/** ConfigMaps and Secrets of the text by kind and name. */
export type Sources = Map<string, { variables: Variable[]; isUsed: boolean }>;

/** null: no variable. */
export function sourcedVariable(item: Located, sources: Sources): Sourced | null {
  if (item.kind !== "map") return null;
  const entry = (key: string) => item.entries.find((one) => one.key.toLowerCase() === key)?.value;
  const written = entry("name");
  const from = entry("valuefrom");
  const value = entry("value");
  if (written?.kind !== "scalar" || !/^[A-Za-z_][\w.-]{0,200}$/.test(String(written.value))) return null;
  if (value === undefined && from === undefined) return null;
  const name = variableName(String(written.value));
  const at = { line: item.line, endLine: item.endLine };
  if (from === undefined) {
    const text = value?.kind === "scalar" ? (typeof value.value === "string" ? value.value : value.source) : "";
    return { name, value: text, at, uses: [] };
  }
  return { name, at, ...sourceOf(from, name, sources) };
}

function sourceOf(from: Located, name: string, sources: Sources): Pick<Sourced, "value" | "uses" | "isFinal"> {
  const hole = (words: string) => ({ value: holeText(holeName(words)), uses: [], isFinal: true });
  if (from.kind !== "map") return hole(name);
  for (const { key, value } of from.entries) {
    const kind = key === "secretKeyRef" ? "Secret" : key === "configMapKeyRef" ? "ConfigMap" : null;
    const wanted = scalarAt(value, "key");
    if (kind === null || wanted === null) continue;
    const source = sources.get(`${kind}/${scalarAt(value, "name")}`);
    const found = source?.variables.find((one) => one.name === variableName(wanted));
    if (source === undefined || found === undefined) return hole(wanted);
    source.isUsed = true;
    return { value: found.value, uses: [found], isFinal: true };
  }
  return hole(name);
}

export function scalarAt(node: Located, key: string): string | null {
  if (node.kind !== "map") return null;
  const value = node.entries.find((entry) => entry.key === key)?.value;
  return value?.kind === "scalar" && value.value !== null ? String(value.value) : null;
}
