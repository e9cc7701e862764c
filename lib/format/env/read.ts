// Reads environment variables in any shape that they are written in: one draft for each program whose settings differ.
import type { UnfinishedDestination } from "#lib/destination/schema";
import { markSyntax } from "#lib/format/cursor";
import { draftOf } from "#lib/format/env/draft";
import { isInstrumentation } from "#lib/format/env/instrumentation";
import { readManifest } from "#lib/format/env/manifest";
import { markOthers } from "#lib/format/env/others";
import { readBrokenLines } from "#lib/format/env/read-lines";
import { readShell } from "#lib/format/env/read-shell";
import { hasTable, readTable } from "#lib/format/env/table";
import { type Variable, variablesOf } from "#lib/format/env/variable";
import { withoutFences } from "#lib/format/fences";
import type { Reader } from "#lib/format/imported";
import type { Parsed } from "#lib/format/located";
import { linesOf, type Marks } from "#lib/format/marks";
import { parseJson } from "#lib/format/parse-json";
import { parseYaml } from "#lib/format/parse-yaml";

const anyName =
  /(?:^|[^\w{:.]|\$env:)["']?OTEL_(?!HEADER_)[A-Z0-9_]+["']?\]?\s*[=:]|\bname["']?\s*[:=]\s*["']?OTEL_|^[ \t]*(?:ENV|setenv|set -\w+)[ \t]+OTEL_\w+[ \t]|(?:^|[\s"'])(?:-D)?otel\.(?:exporter|traces|metrics|logs|sdk)\.[\w.-]+\s*[=:]/im;

export const environmentReader: Reader = {
  format: "env",
  label: "Environment variables",
  recognises: (text) => anyName.test(text) || isInstrumentation(text) || hasTable(text),
  read: (text, marks) => {
    const { sets, shape } = setsOf(text, marks);
    return { destinations: draftsOf(sets, marks), ...(shape === null ? {} : { shape }) };
  },
};

type Sets = { sets: Variable[][]; shape: string | null };

function setsOf(text: string, marks: Marks): Sets {
  if (isJson(text)) {
    const parsed = parseJson(enclosed(text));
    return { sets: structured(text, parsed, /^\s*\/[/*]|^\s*\*/, marks), shape: "JSON" };
  }
  if (/^[ \t]*name[ \t]*=[ \t]*"OTEL_/m.test(text)) {
    const sets = [readBrokenLines(text)];
    leaveOut(linesOf(text), sets, marks);
    return { sets, shape: "Terraform" };
  }
  const shape = yamlShape(text);
  if (shape === null) {
    const { variables, rest } = hasTable(text) ? readTable(text, marks) : { variables: [], rest: text };
    return { sets: [[...variables, ...readShell(rest, marks)]], shape: null };
  }
  return {
    sets: structured(text, isHopeless(text) ? hopeless : parseYaml(withoutFences(text, marks)), /^\s*#/, marks),
    shape,
  };
}

function isJson(text: string): boolean {
  if (/^\s*"\w{1,60}"\s*:\s*[[{]/.test(text)) return true;
  return /^\s*[[{]/.test(text) && !/^[ \t]*\[[\w. -]+\][ \t]*$/m.test(text);
}

/** A part of a file, put into what was around it: a key, or items of a list. Lines stay where they are. */
function enclosed(text: string): string {
  if (/^\s*"/.test(text)) return `{${text}}`;
  return /^\s*\{[^{}]*\}\s*,/.test(text) ? `[${text}]` : text;
}

/** A long text indented with tabs costs the parser a second for faults alone. */
function isHopeless(text: string): boolean {
  return text.length > 65_536 && /^ *\t[ \t]*[\w"'-]/m.test(text);
}
const hopeless: Parsed = {
  root: null,
  broken: [{ line: 1, column: 1, message: "Indent with spaces: a tab is no indentation in YAML" }],
};

/** null: no YAML. */
function yamlShape(text: string): string | null {
  if (/^[ \t]*(?:-[ \t]+)?(?:\{[ \t]*)?name:\s*["']?OTEL_|^(?:apiVersion|kind):/m.test(text)) return "Kubernetes";
  if (/^services:\s*$/m.test(text)) return "compose";
  const isMapped =
    /^[ \t]*["']?OTEL_[A-Z_]+["']?:(?:\s|$)/m.test(text) || /^[ \t]*-[ \t]+["']?OTEL_[A-Z_]+=/m.test(text);
  return isMapped && !/^[ \t]*(?:export[ \t]+)?OTEL_[A-Z_]+=/m.test(text) ? "YAML" : null;
}

function structured(text: string, { root, broken }: Parsed, comment: RegExp, marks: Marks): Variable[][] {
  const sets = root === null ? [] : readManifest(root, marks);
  const isRead = sets.some((set) => set.some(({ name }) => name.startsWith("OTEL_")));
  const lost = broken.length > 0 ? missed(readBrokenLines(text), sets) : [];
  // Of one program the lines hold all that the tree does.
  const read = broken.length > 0 && (!isRead || (lost.length > 0 && sets.length === 1)) ? [] : sets;
  const found = [...read, ...lost];
  const lines = linesOf(text);
  markSyntax(lines, broken, comment, marks);
  leaveOut(lines, found, marks);
  return found;
}

/** What no tree holds since the text is broken there. */
function missed(byLines: readonly Variable[], sets: readonly Variable[][]): Variable[][] {
  const known = new Set(sets.flat().map(({ name }) => name));
  const isAny = byLines.some(({ name }) => name.startsWith("OTEL_") && !known.has(name));
  return isAny ? [[...byLines]] : [];
}

/** The manifest around the variables, unless a line speaks of telemetry and was not read. */
function leaveOut(lines: readonly string[], sets: readonly Variable[][], marks: Marks): void {
  const taken = new Set<number>();
  for (const { at } of sets.flat()) for (let line = at.line; line <= at.endLine; line += 1) taken.add(line);
  for (const [index, words] of lines.entries()) {
    const line = index + 1;
    if (taken.has(line) || marks.isMarked(line) || /otel_|otel\.exporter/i.test(words)) continue;
    marks.ignored({ line, endLine: line }, "it belongs to the application");
  }
}

const draftsMax = 100;

/** One for all programs with the same settings. */
function draftsOf(sets: readonly Variable[][], marks: Marks): UnfinishedDestination[] {
  const drafts = new Map<string, UnfinishedDestination>();
  for (const set of sets) {
    const variables = variablesOf(set, marks);
    const draft = draftOf(variables, marks);
    markOthers(variables, draft, marks);
    if (draft === null) continue;
    const key = JSON.stringify(draft);
    if (drafts.size < draftsMax || drafts.has(key)) drafts.set(key, draft);
    else for (const { at } of set) marks.unknown(at, `Outspan reads ${draftsMax} different programs at once`);
  }
  return [...drafts.values()];
}
