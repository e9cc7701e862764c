// A server's words taken apart: the single complaints in them, the named reasons that a program wrote, how often each came.
// Words are matched by concepts, never by sentences (failures.md §0). Knows no failure.
import type { Attempt } from "#lib/otlp/explain/facts";
import { countItems } from "#lib/otlp/explain/wording";

/** Where one complaint ends and the next begins; line ends come escaped (words.ts). */
const between = /\\n|\\r|[\n;|]+|(?<=[a-z"'`\])])\.\s+(?=[A-Z"'`])/;

export function complaintsIn(words: string | null): string[] {
  return (words ?? "")
    .split(between)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** `err-mimir-sample-timestamp-too-old`, `UNSUPPORTED_METRIC_TYPE_SUMMARY`: written for programs, and not a name of the data. */
const codeShape = /\berr(?:-[a-z]+){3,}\b|\b[A-Z]{3,}(?:_[A-Z]+){2,}\b/g;

/** As plain words, so that the same pattern reads code and sentence: "UNSUPPORTED METRIC TYPE SUMMARY", "Aggregation Temporality". */
export function codesIn(complaint: string): string[] {
  return (complaint.match(codeShape) ?? []).map(asWords);
}

export function asWords(text: string): string {
  return text.replace(/[-_]/g, " ").replace(/(?<=[a-z]{2})(?=[A-Z][a-z])/g, " ");
}

const shownComplaints = 4;
const shownLength = 200;
const quotedLength = 400;

/**
 * What the server gives as its reasons, equal ones counted: names and numbers aside, "metric 'a' is …" and "metric 'b' is …" are
 * one reason.
 */
export function countedReasons(words: string | null): string | null {
  const found = new Map<string, { first: string; count: number }>();
  for (const complaint of complaintsIn(words)) {
    const key = complaint.replace(/"[^"]*"|'[^']*'|`[^`]*`|\d+/g, "…").toLowerCase();
    const known = found.get(key);
    if (known) known.count += 1;
    else found.set(key, { first: complaint, count: 1 });
  }
  const all = [...found.values()];
  if (all.every(({ count }) => count === 1)) return words;
  const shown = all.slice(0, shownComplaints).map(({ first, count }) => `${count} × ${cut(first, shownLength)}`);
  return all.length > shownComplaints ? `${shown.join("; ")}; and others` : shown.join("; ");
}

/** " The server says: …", to end an advice; nothing where it said nothing. */
export function quoted(attempt: Attempt | null): string {
  const reasons = countedReasons(attempt?.answer.words ?? null);
  return reasons === null ? "" : ` The server says: ${cut(reasons, quotedLength)}`;
}

/** ": 2 of 3 data points rejected", to end a title, where the server counted them. */
export function rejectedWords(attempt: Attempt | null): string {
  if (attempt?.answer.outcome.kind !== "partial") return "";
  const { rejected } = attempt.answer.outcome;
  const all = countItems(attempt.signal, attempt.sent);
  return rejected < attempt.sent ? `: ${rejected} of ${all} rejected` : `: ${all} rejected`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
