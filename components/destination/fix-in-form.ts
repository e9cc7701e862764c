// A repair of what was tested, made in what stands in the form by now: rows may have moved since, and a saved secret is not here
// to be repaired. Pure.
import { applyFixToDraft, destinationOf } from "#lib/destination/draft";
import { type DestinationDraft, draftPathOf } from "#lib/destination/draft-shape";
import type { Change, Fix, Transform } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import { type TypedSecrets, typedSecret } from "./typed-secrets";

/** `toEnter`: secrets that must be typed again before a test can prove the repair, by their field, with what to do. */
export type FixedDraft = { draft: DestinationDraft; toEnter: { field: string; message: string }[] };

export function fixInForm(
  draft: DestinationDraft,
  fix: Fix,
  { tested, typed }: { tested: ProbedDestination | null; typed: TypedSecrets },
): FixedDraft {
  const { destination } = destinationOf(draft);
  const opened = structuredClone(draft);
  /** Saved secrets that nobody typed here, with what was to be done to them. */
  const unknown = new Map<string, Transform[]>();
  const changes = fix.changes.flatMap((given): Change[] => {
    const change = tested === null ? given : whereItIsNow(given, tested, destination);
    const secret = change === null ? null : secretOf(change);
    if (change === null || secret === null) return change === null ? [] : [change];
    if (isSaved(opened, secret)) {
      const known = typedSecret(destination, secret, typed);
      openSecret(opened, secret, known ?? "");
      if (known === undefined) unknown.set(secret, []);
    }
    if (!("transform" in change) || !unknown.has(secret)) return [change];
    unknown.get(secret)?.push(change.transform);
    return [];
  });
  const toEnter = [...unknown].map(([secret, transforms]) => ({
    field: draftPathOf(secret),
    message: enterAgain(transforms, secret),
  }));
  return { draft: applyFixToDraft(opened, { ...fix, changes }), toEnter };
}

/** The secret that a change is made to: a header's value is kept by its name, so that a new name needs it too. */
function secretOf(change: Change): string | null {
  if ("transform" in change) return change.path;
  return /\/headers\/\d+\/name$/.test(change.path) ? change.path.replace(/name$/, "value") : null;
}

/** Headers are found again by name: the row that was tested may be another one by now, or gone. */
function whereItIsNow(change: Change, tested: ProbedDestination, now: ProbedDestination): Change | null {
  const [, list, row, rest = ""] = /^(.*\/headers)\/(\d+)(\/.*)?$/.exec(change.path) ?? [];
  if (list === undefined) return change;
  const name = nameAt(tested, list, Number(row));
  // A new row.
  if (name === undefined) return change;
  const names = rowsAt(now, list).map((_, position) => nameAt(now, list, position));
  const position = names[Number(row)] === name ? Number(row) : names.indexOf(name);
  return position < 0 ? null : { ...change, path: `${list}/${position}${rest}` };
}

function rowsAt(destination: ProbedDestination, list: string): unknown[] {
  const rows = valueAt(destination, list.split("/").slice(1));
  return Array.isArray(rows) ? rows : [];
}

function nameAt(destination: ProbedDestination, list: string, row: number): string | undefined {
  const name = valueAt(rowsAt(destination, list)[row], ["name"]);
  return typeof name === "string" ? name.toLowerCase() : undefined;
}

/** Where the form notes that a secret is saved: beside it. */
function flagOf(pointer: string): string[] {
  const field = draftPathOf(pointer);
  return (/\.headers\.\d+\.value$/.test(field) ? field.replace(/value$/, "saved") : `${field}Saved`).split(".");
}

function isSaved(draft: DestinationDraft, pointer: string): boolean {
  return valueAt(draft, flagOf(pointer)) === true;
}

function openSecret(draft: DestinationDraft, pointer: string, value: string): void {
  setAt(draft, flagOf(pointer), false);
  setAt(draft, draftPathOf(pointer).split("."), value);
}

function enterAgain(transforms: readonly Transform[], secret: string): string {
  if (transforms.length === 0) return "It is saved under the other name: enter the value again.";
  const hows: Record<Transform, string> = {
    trim: "without spaces and line breaks around it",
    unquote: "without the quotes around it",
    "percent-decode": "with its percent codes decoded",
    "strip-invisible": "without the invisible characters",
    "base64-encode": "encoded as Base64",
    "add-bearer": "with Bearer in front",
    "once-bearer": secret.endsWith("/token") ? "without Bearer in front" : "with Bearer once in front",
  };
  const how = transforms.map((transform) => hows[transform]).join(", ");
  return `The saved value cannot be repaired unseen: enter it again, ${how}.`;
}

function valueAt(json: unknown, steps: readonly string[]): unknown {
  let value = json;
  for (const step of steps) value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  return value;
}

function setAt(json: unknown, steps: readonly string[], value: unknown): void {
  const parent = valueAt(json, steps.slice(0, -1));
  if (typeof parent === "object" && parent !== null) Reflect.set(parent, steps.at(-1) ?? "", value);
}
