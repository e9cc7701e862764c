// Reads what Modal's OpenTelemetry integration is given: a push URL, and a secret whose OTEL_HEADER_* keys are headers. It sends logs and metrics.

import { withHoles } from "#lib/destination/hole";
import type { UnfinishedDestination } from "#lib/destination/schema";
import { headerOf, keyPrefix } from "#lib/destination/secret-key";
import { markSyntax } from "#lib/format/cursor";
import { readShell } from "#lib/format/env/read-shell";
import { markUsed, type Variable } from "#lib/format/env/variable";
import { connectionHeaders } from "#lib/format/headers";
import type { Reader } from "#lib/format/imported";
import { linesOf, type Marks } from "#lib/format/marks";
import { parseJson } from "#lib/format/parse-json";

export const modalReader: Reader = {
  format: "modal",
  label: "Modal",
  recognises: (text) =>
    (/\bOTEL_HEADER_|^PUSH_URL=|\bmodal secret create\b/m.test(text) && !/\bOTEL_EXPORTER_/.test(text)) ||
    (/\bOTEL_HEADER_/.test(text) && /\bmodal secret create\b/.test(text)),
  read: (text, marks) => {
    const variables = /^\s*\{/.test(text) ? ofJson(text, marks) : [...readShell(text, marks), ...ofTable(text)];
    const headers = headersOf(variables, marks);
    const endpoint = endpointOf(text, variables, marks);
    for (const { name, value, at } of variables) {
      if (!isKey(name) && !isUrl(value)) marks.ignored(at, "it belongs to the application");
    }
    const draft: UnfinishedDestination = {
      name: "",
      connection: {
        transport: "http",
        ...(endpoint === null ? {} : { endpoint }),
        ...connectionHeaders(headers.map(({ name, value }) => ({ name: headerOf(name), value }))),
      },
      signals: { metrics: { enabled: true }, logs: { enabled: true } },
    };
    return { destinations: endpoint === null && headers.length === 0 ? [] : [draft] };
  },
};

function isKey(name: string): boolean {
  return name.startsWith(keyPrefix);
}

function isUrl(value: string): boolean {
  return /^https?:\/\//i.test(value);
}

function ofJson(text: string, marks: Marks): Variable[] {
  // A push URL may stand below the object.
  const { root, broken } = parseJson(text.slice(0, text.lastIndexOf("}") + 1) || text);
  const entries = root?.kind === "map" ? root.entries : [];
  const variables = entries.flatMap(({ key, keyLine, value }): Variable[] => {
    if (value.kind !== "scalar") return [];
    const at = { line: keyLine, endLine: value.endLine };
    return [{ name: key, value: withHoles(String(value.value ?? "")), at, uses: [] }];
  });
  markSyntax(linesOf(text), broken, /^\s*\/[/*]/, marks);
  return variables;
}

/** A table of a page: the key and its value with blanks between. */
function ofTable(text: string): Variable[] {
  return linesOf(text).flatMap((words, index) => {
    const [, name, value = ""] =
      /^\s*(?:["'|]\s*)?(OTEL_HEADER_[\w.-]{1,200})["']?[ \t|]+(?![=:])(\S.*)$/.exec(words) ?? [];
    const at = { line: index + 1, endLine: index + 1 };
    return name === undefined ? [] : [{ name, value: withHoles(value.replace(/[\s|]+$/, "")), at, uses: [] }];
  });
}

/** The later of one name in any case counts. Values are sent as they are: nothing is percent-encoded here. */
function headersOf(variables: readonly Variable[], marks: Marks): Variable[] {
  const byName = new Map<string, Variable>();
  for (const variable of variables.filter(({ name }) => isKey(name))) {
    const name = headerOf(variable.name).toLowerCase();
    if (name === "") {
      marks.unknown(variable.at, "The header’s name belongs after OTEL_HEADER_");
      continue;
    }
    const earlier = byName.get(name);
    if (earlier !== undefined) marks.ignored(earlier.at, "a later line sets it again");
    byName.delete(name);
    byName.set(name, variable);
  }
  for (const variable of byName.values()) markUsed(variable, "Header of all signals", marks);
  return [...byName.values()];
}

/** The first URL of the text. Modal takes a base URL: a signal's path is left out. */
function endpointOf(text: string, variables: readonly Variable[], marks: Marks): string | null {
  const keyLines = new Set(variables.filter(({ name }) => isKey(name)).map(({ at }) => at.line));
  const set = new Map(
    variables.flatMap(({ name, value, at }) => (!isKey(name) && isUrl(value) ? [[at.line, value]] : [])),
  );
  let endpoint: string | null = null;
  for (const [index, words] of linesOf(text).entries()) {
    const at = { line: index + 1, endLine: index + 1 };
    const url = set.get(at.line) ?? /https?:\/\/[^\s"'<>|,;)]+/i.exec(words)?.[0];
    if (/\bmodal\.Secret\b|\bmodal[ \t]+secret\b/.test(words) && !marks.isMarked(at.line)) marks.understood(at, "");
    if (/^\s*key\s+value\s*$/i.test(words)) marks.ignored(at, "it is a heading");
    if (url === undefined || keyLines.has(at.line) || isComment(words)) continue;
    if (endpoint === null) {
      endpoint = withHoles(url).replace(/\/v1\/(?:traces|metrics|logs)\/?$/, "");
      const isShorter = endpoint.length < url.length;
      marks.understood(at, isShorter ? "Endpoint of all signals, without the path of one" : "Endpoint of all signals");
    } else marks.unknown(at, "One push URL belongs here");
  }
  return endpoint;
}

function isComment(words: string): boolean {
  return /^\s*(?:#|\/\/)/.test(words);
}
