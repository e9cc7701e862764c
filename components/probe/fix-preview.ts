// The exact change a fix makes, as parts to mark: what stays, what goes, what is new. Never shows a secret.
import type { Change, Fix } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import { secretField } from "#lib/destination/secret-field";
import { maskSecrets } from "#lib/destination/secrets";

export type PreviewPart = { kind: "same" | "gone" | "new"; text: string };
export type PreviewLine = { label: string; parts: PreviewPart[] };

/** One line a change, at most three; changes inside a secret are described, not shown. */
export function previewOf(fix: Fix, destination: ProbedDestination): PreviewLine[] {
  return fix.changes
    .map((change) => ({ label: labelOf(change.path), parts: partsOf(change, destination) }))
    .filter(({ parts }) => parts.some(({ kind }) => kind !== "same"))
    .slice(0, 3);
}

const transformWords = {
  trim: "spaces and line breaks around the value removed",
  unquote: "quotes around the value removed",
  "percent-decode": "percent codes decoded",
  "strip-invisible": "invisible characters removed",
  "base64-encode": "value encoded as Base64",
  "add-bearer": "Bearer added in front of the value",
  "once-bearer": "Bearer kept once",
} as const;

function partsOf(change: Change, destination: ProbedDestination): PreviewPart[] {
  if ("transform" in change) return [{ kind: "new", text: transformWords[change.transform] }];
  const before = isSecret(change.path) ? null : textOf(valueAt(maskSecrets(destination), change.path));
  if ("op" in change) return [{ kind: "gone", text: before ?? "removed" }];
  if (isPem(change.value)) return [{ kind: "new", text: pemWords(before) }];
  const after = isSecret(change.path) ? "a new value" : (textOf(change.value) ?? "");
  if (before === null || before === "") return [{ kind: "new", text: after }];
  return markDifference(before, after);
}

/** A certificate is lines of noise to the eye: that it is the one the diagnosis names is all there is to say. */
function pemWords(before: string | null): string {
  return before === null || before === "" ? "this certificate" : "this certificate, beside those that are there";
}

function isPem(value: unknown): boolean {
  return typeof value === "string" && value.includes("-----BEGIN CERTIFICATE-----");
}

/** What both begin and end with stays; the middle is the change. */
export function markDifference(before: string, after: string): PreviewPart[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  const parts: PreviewPart[] = [
    { kind: "same", text: before.slice(0, start) },
    { kind: "gone", text: before.slice(start, before.length - end) },
    { kind: "new", text: after.slice(start, after.length - end) },
    { kind: "same", text: before.slice(before.length - end) },
  ];
  return parts.filter((part) => part.text !== "");
}

function isSecret(path: string): boolean {
  return path.endsWith("/value") || secretField.test(path);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return String(value);
  // A header row by its name, authentication by its kind: the rest of them is for nobody to see.
  const { name, type } = value as { name?: unknown; type?: unknown };
  return typeof name === "string" ? name : typeof type === "string" ? type : JSON.stringify(value);
}

function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const step of path.split("/").slice(1)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return value;
}

/** "/signals/traces/connection/endpoint" → "Traces endpoint"; "/connection/tls/ca" as its field is called, "Custom CA". */
function labelOf(path: string): string {
  const steps = path
    .split("/")
    .slice(1)
    .filter((step) => !["connection", "signals", "tls"].includes(step) && !/^\d+$/.test(step));
  const words = steps
    .join(" ")
    .replace(/\bca$/, "customCa")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/ Ms$/, "")
    .toLowerCase();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/\bca$/, "CA");
}
