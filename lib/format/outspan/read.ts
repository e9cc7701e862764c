// Reads what Outspan itself writes: a destination as the API has it, alone or in a list, and the provisioning file in YAML, JSON or
// TOML. Secrets that it does not show are left to be filled in.

import { withHoles } from "#lib/destination/hole";
import { readOnlyKeys, type UnfinishedDestination } from "#lib/destination/schema";
import { mapSecrets } from "#lib/destination/secret-places";
import { markSyntax } from "#lib/format/cursor";
import type { Reader } from "#lib/format/imported";
import { draftsOfEndpoints, type EndpointKey, endpointKeys, isEndpointKey } from "#lib/format/json/endpoints";
import { blockCommentLines } from "#lib/format/json/lines";
import type { Entry, Located, Parsed } from "#lib/format/located";
import { linesOf, type Marks } from "#lib/format/marks";
import { namedHole } from "#lib/format/open-value";
import { fitted } from "#lib/format/outspan/fit";
import { plainOf } from "#lib/format/outspan/plain";
import { parseJson } from "#lib/format/parse-json";
import { parseToml } from "#lib/format/parse-toml";
import { parseYaml } from "#lib/format/parse-yaml";
import { withPlaceholders } from "#lib/format/placeholders";

/** More are read in parts. */
const destinationsMax = 200;

const list = /^[ \t]*(?:[{,][ \t]*)?["']?destinations["']?[ \t]*[:=]|^[ \t]*\[\[[ \t]*destinations[ \t]*\]\]/m;

export const outspanReader: Reader = {
  format: "outspan",
  label: "Outspan",
  recognises: (text) =>
    list.test(text) ||
    (/\bconnection["']?\s*[:=\]]/.test(text) && /\bsignals["']?\s*[:=]|\[(?:\w+\.)?signals\./.test(text)),
  read: (text, marks) => {
    const { parsed, comment } = parse(text);
    const found = parsed.root === null ? [] : destinationsIn(parsed.root, marks);
    const lines = linesOf(text);
    if (comment.test("//")) {
      for (const line of blockCommentLines(lines)) marks.ignored({ line, endLine: line }, "it is a comment");
    }
    markSyntax(lines, parsed.broken, comment, marks);
    return { destinations: found };
  },
};

function parse(text: string): { parsed: Parsed; comment: RegExp } {
  const first = linesOf(text).find((line) => line.trim() !== "" && !/^\s*(?:#|\/\/|\/\*|\*)/.test(line)) ?? "";
  if (/^\s*(?:\{|\[\s*(?:\{|$))/.test(first)) return { parsed: parseJson(text), comment: /^\s*\/\// };
  const isToml = /^\s*\[|^\s*[\w."-]+\s*=/.test(first);
  return { parsed: isToml ? parseToml(text) : parseYaml(text), comment: /^\s*#/ };
}

function destinationsIn(root: Located, marks: Marks): UnfinishedDestination[] {
  if (root.kind === "list") {
    for (const item of root.items.slice(destinationsMax)) marks.unknown(item, "Too many at once: read them in parts");
    return root.items.slice(0, destinationsMax).flatMap((item) => destinationsIn(item, marks));
  }
  if (root.kind === "scalar") return [];
  const has = (key: string) => root.entries.some((entry) => entry.key === key);
  if (has("connection") || has("signals")) return readOne(root, root.line, marks);
  const endpoints: { key: EndpointKey; url: string }[] = [];
  const drafts = root.entries.flatMap((entry) => {
    if (isEndpointKey(entry.key)) endpoints.push(...readEndpoint(entry.key, entry, marks));
    else if (/^(?:destinations?|items)$/.test(entry.key)) return readList(entry, marks);
    else marks.ignored(linesOfEntry(entry), "it is not part of a destination");
    return [];
  });
  return [...drafts, ...draftsOfEndpoints(endpoints)];
}

function linesOfEntry({ keyLine, value }: Entry) {
  return { line: keyLine, endLine: Math.max(keyLine, value.endLine) };
}

function readEndpoint(key: EndpointKey, entry: Entry, marks: Marks): { key: EndpointKey; url: string }[] {
  const { value } = entry;
  if (value.kind !== "scalar" || typeof value.value !== "string") {
    marks.unknown(linesOfEntry(entry), "Enter the whole URL");
    return [];
  }
  marks.understood(linesOfEntry(entry), `Endpoint of ${endpointKeys[key]}`);
  return [{ key, url: withHoles(value.value) }];
}

function readList({ key, keyLine, value }: Entry, marks: Marks): UnfinishedDestination[] {
  marks.understood({ line: keyLine, endLine: keyLine }, "");
  if (value.kind === "map") return readOne(value, value.line, marks);
  if (value.kind === "list") {
    for (const item of value.items.slice(destinationsMax)) marks.unknown(item, "Too many at once: read them in parts");
    return value.items.slice(0, destinationsMax).flatMap((item) => readOne(item, item.line, marks));
  }
  marks.unknown({ line: keyLine, endLine: keyLine }, `A list of destinations belongs under ${key}`);
  return [];
}

function readOne(node: Located, line: number, marks: Marks): UnfinishedDestination[] {
  if (node.kind !== "map") {
    marks.unknown(node, "The settings of a destination belong here");
    return [];
  }
  const entries = node.entries.filter((entry) => {
    const isOurs = [...readOnlyKeys, "provisioned", "status"].includes(entry.key);
    if (isOurs) marks.ignored(linesOfEntry(entry), "Outspan sets it itself");
    return !isOurs;
  });
  const { value, lines, sources } = plainOf({ ...node, entries }, line, opened);
  const { destination, misfits } = fitted({ name: "", signals: {}, ...(value as object) }, sources);
  for (const { pointer, note } of misfits) {
    const at = lines.get(pointer);
    if (at !== undefined) marks.unknown(pointer === "" ? { line, endLine: line } : at, note);
  }
  if (destination === null) return [];
  const told = new Set(misfits.map(({ pointer }) => pointer));
  for (const [pointer, at] of lines) {
    if (pointer === "" || isUnder(pointer, told)) continue;
    marks.understood(sources.has(pointer) ? at : { line: at.line, endLine: at.line }, "");
  }
  return [withoutGaps(destination)];
}

/** Under a place that was taken out. */
function isUnder(pointer: string, told: ReadonlySet<string>): boolean {
  for (let end = pointer.lastIndexOf("/"); end > 0; end = pointer.lastIndexOf("/", end - 1)) {
    if (told.has(pointer.slice(0, end))) return true;
  }
  return false;
}

/** As the provisioning file is read: $${ is a plain ${. ${file:/run/secrets/key} is a hole, named after its file. */
function opened(value: string): string {
  const file = /\$\{file:([^}]{1,300})\}/g;
  const parts = value.split("$${").map((part) => part.replace(file, (_, path: string) => namedHole(path)));
  return parts.map(withHoles).join("${");
}

/** null says that there is a secret, which is not here. */
function withoutGaps(destination: UnfinishedDestination): UnfinishedDestination {
  const names = new Map<string, string | null>();
  mapSecrets(withPlaceholders(destination, []).destination, (value, { key }) => {
    names.set(key, value);
    return value;
  });
  return mapSecrets(destination, (value, { key }) => value ?? names.get(key) ?? null);
}
