// Variables of structured texts: Kubernetes, compose, ECS and whatever else has an env list or map. One list a program; what they name in the
// same text (ConfigMap, Secret) is joined. Marks the way to each list; the rest is told by read.ts.
import { expanded, type Sourced } from "#lib/format/env/expand";
import { exporterVariables, instrumentationSpec } from "#lib/format/env/instrumentation";
import { type Sources, scalarAt, sourcedVariable } from "#lib/format/env/manifest-source";
import { type Variable, variableName } from "#lib/format/env/variable";
import type { Entry, Located } from "#lib/format/located";
import type { Marks } from "#lib/format/marks";

export function readManifest(root: Located, marks: Marks): Variable[][] {
  const sources: Sources = new Map();
  const sets: Variable[][] = [];
  collectSources(root, sources, marks);
  const extensions = extensionsOf(root);
  const programs = extensions.length === 0 ? root : without(root, extensions);
  collect(programs, { sets, sources, marks });
  const merged: Variable[][] = [];
  for (const { value } of extensions) collect(value, { sets: merged, sources, marks });
  if (sets.length === 0) sets.push(...merged);
  else for (const { at } of merged.flat()) marks.understood(at, "Read where it is used");
  for (const entry of extensions) markKey(entry, marks);
  for (const { variables, isUsed } of sources.values()) if (!isUsed) sets.push(variables);
  return sets;
}

/** What a compose file merges into its services. */
function extensionsOf(root: Located): Entry[] {
  if (root.kind !== "map" || !root.entries.some(({ key }) => key === "services")) return [];
  return root.entries.filter(({ key }) => key.startsWith("x-"));
}

function without(root: Located, left: readonly Entry[]): Located {
  return root.kind === "map" ? { ...root, entries: root.entries.filter((entry) => !left.includes(entry)) } : root;
}

type Collecting = { sets: Variable[][]; sources: Sources; marks: Marks };

const isName = /^[A-Za-z_][\w.-]{0,200}$/;

/** Whether something was found in it, so that the way to it is understood. */
function collect(node: Located, collecting: Collecting): boolean {
  if (node.kind === "scalar") return false;
  if (node.kind === "list") {
    const list = variablesOfList(node, collecting);
    if (list !== null) {
      collecting.sets.push(expanded(list));
      return true;
    }
    return node.items.map((item) => collect(item, collecting)).some((found) => found);
  }
  if (kindOf(node) !== null) return false;
  const spec = instrumentationSpec(node);
  if (spec !== null) return collectInstrumentation(spec, collecting);
  if (isVariableMap(node)) {
    collecting.sets.push(expanded(variablesOfMap(node)));
    return true;
  }
  const own = programOf(node, collecting);
  if (own !== null) {
    collecting.sets.push(expanded(own));
    return true;
  }
  const found = node.entries.map((entry) => {
    const isFound = collect(entry.value, collecting);
    if (isFound) markKey(entry, collecting.marks);
    return isFound;
  });
  return found.some((one) => one);
}

/** One program as the operator starts it, and one more for each language that is told something of its own. */
function collectInstrumentation(spec: Located & { kind: "map" }, collecting: Collecting): boolean {
  const common = [...exporterVariables(spec), ...(programOf(spec, collecting) ?? [])];
  const languages = spec.entries.flatMap((entry) => {
    const own = entry.value.kind === "map" ? programOf(entry.value, collecting) : null;
    return own === null ? [] : [{ entry, own }];
  });
  for (const { entry } of languages) markKey(entry, collecting.marks);
  const programs = [common, ...languages.map(({ own }) => [...common, ...own])].filter(({ length }) => length > 0);
  collecting.sets.push(...programs.map(expanded));
  return programs.length > 0;
}

/** All that one program is given: envFrom, env, environment and secrets beside each other. null: none of it is a list of variables. */
function programOf(node: Located & { kind: "map" }, collecting: Collecting): Sourced[] | null {
  const lists = node.entries.flatMap((entry) => {
    const list =
      entry.key === "envFrom" ? joinedSources(entry.value, collecting) : variablesOfList(entry.value, collecting);
    return list === null || list.length === 0 ? [] : [{ entry, list }];
  });
  if (lists.length === 0) return null;
  for (const { entry } of lists) markKey(entry, collecting.marks);
  // What is joined comes first: a variable of its own wins.
  const [joined, own] = [true, false].map((is) => lists.filter(({ entry }) => (entry.key === "envFrom") === is));
  return [...(joined ?? []), ...(own ?? [])].flatMap(({ list }) => list);
}

function markKey({ keyLine }: Entry, marks: Marks): void {
  marks.understood({ line: keyLine, endLine: keyLine }, "");
}

/** null: no list of variables. Items are { name, value }, { name, valueFrom } or NAME=value. */
function variablesOfList(node: Located, { sources }: Collecting): Sourced[] | null {
  if (node.kind !== "list") return null;
  const variables = node.items.flatMap((item): Sourced[] => {
    if (item.kind === "scalar") return ofText(item);
    const variable = sourcedVariable(item, sources);
    return variable === null ? [] : [variable];
  });
  return variables.some(({ name }) => /^OTEL_/.test(name)) ? variables : null;
}

function ofText(item: Located & { kind: "scalar" }): Sourced[] {
  const [, name, value = ""] = /^\s*([A-Za-z_][\w.-]{0,200})\s*=([\s\S]*)$/.exec(String(item.value ?? "")) ?? [];
  if (name === undefined) return [];
  return [{ name: variableName(name), value: unquoted(value.trim()), at: item, uses: [] }];
}

/** Quotes that YAML takes for a part of the value, as in - NAME="value". */
function unquoted(value: string): string {
  return /^"[^"]*"$|^'[^']*'$/.test(value) ? value.slice(1, -1) : value;
}

function isVariableMap(node: Located & { kind: "map" }): boolean {
  return node.entries.some(({ key, value }) => /^OTEL_|^otel\./.test(key) && value.kind === "scalar");
}

function variablesOfMap(node: Located & { kind: "map" }): Variable[] {
  return node.entries.flatMap(({ key, keyLine, value }): Variable[] => {
    if (value.kind !== "scalar" || !isName.test(key)) return [];
    const text = typeof value.value === "string" ? value.value : value.source;
    const at = { line: keyLine, endLine: Math.max(keyLine, value.endLine) };
    return [{ name: variableName(key), value: text, at, uses: [] }];
  });
}

/** Its kind, where it is a ConfigMap or a Secret. */
function kindOf(node: Located & { kind: "map" }): "ConfigMap" | "Secret" | null {
  const kind = scalarAt(node, "kind");
  return kind === "ConfigMap" || kind === "Secret" ? kind : null;
}

function collectSources(node: Located, sources: Sources, marks: Marks): void {
  if (node.kind === "scalar") return;
  if (node.kind === "list") {
    for (const item of node.items) collectSources(item, sources, marks);
    return;
  }
  const kind = kindOf(node);
  if (kind === null) {
    for (const { key, value } of node.entries) if (key === "items") collectSources(value, sources, marks);
    return;
  }
  const variables = node.entries.flatMap((entry): Variable[] => {
    if ((entry.key !== "data" && entry.key !== "stringData") || entry.value.kind !== "map") return [];
    markKey(entry, marks);
    const found = variablesOfMap(entry.value);
    return kind === "Secret" && entry.key === "data" ? found.map((one) => decoded(one, marks)) : found;
  });
  const metadata = node.entries.find(({ key }) => key === "metadata")?.value;
  const name = (metadata && scalarAt(metadata, "name")) ?? String(sources.size);
  sources.set(`${kind}/${name}`, { variables: expanded(variables), isUsed: false });
}

/** Secrets hold base64. */
function decoded(variable: Variable, marks: Marks): Variable {
  try {
    const bytes = Uint8Array.from(atob(variable.value.replace(/\s/g, "")), (character) => character.charCodeAt(0));
    return { ...variable, value: new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\n$/, "") };
  } catch {
    if (!/[<$]/.test(variable.value))
      marks.unknown(variable.at, "Under data a Secret holds base64: else write stringData");
    return variable;
  }
}

/** What envFrom names, where it stands in this text. */
function joinedSources(from: Located, { sources, marks }: Collecting): Variable[] {
  if (from.kind !== "list") return [];
  return from.items.flatMap((item) => {
    if (item.kind !== "map") return [];
    return item.entries.flatMap(({ key, value }) => {
      const kind = key === "configMapRef" ? "ConfigMap" : key === "secretRef" ? "Secret" : null;
      const found = kind === null ? undefined : sources.get(`${kind}/${scalarAt(value, "name")}`);
      if (found === undefined) return [];
      found.isUsed = true;
      marks.understood(item, "");
      return found.variables;
    });
  });
}
