// Applies a one-click repair to plain JSON, without changing what was given.
import type { Change, Fix, Transform } from "#lib/destination/problem";
import { base64 } from "#lib/destination/resolve";

/** A changed copy. Parents are created. A transform of null stays null: the value must be asked for first. */
export function applyFix<T>(json: T, fix: Fix): T {
  const root = { value: structuredClone(json) };
  for (const change of fix.changes) apply(root, change);
  return root.value;
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function isNode(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Own keys only: no pointer reaches a prototype. */
function child(node: object, step: string): unknown {
  if (Array.isArray(node) && !isPosition(node, step)) return undefined;
  return Object.hasOwn(node, step) ? (Reflect.get(node, step) as unknown) : undefined;
}

function isPosition(list: readonly unknown[], step: string): boolean {
  return step === "-" || (/^(?:0|[1-9]\d{0,5})$/.test(step) && Number(step) <= list.length);
}

function valueBy(json: unknown, steps: readonly string[]): unknown {
  let value = json;
  for (const step of steps) value = isNode(value) ? child(value, step) : undefined;
  return value;
}

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

function apply(root: object, change: Change): void {
  const steps = ["value", ...stepsOf(change.path)];
  if (steps.some((step) => forbidden.has(step))) return;
  const last = steps.pop() ?? "";
  const parent = "value" in change ? reach(root, steps, last) : valueBy(root, steps);
  if (!isNode(parent)) return;
  if ("value" in change) put(parent, last, change.value);
  else if ("op" in change) remove(parent, last);
  else {
    const value = child(parent, last);
    if (typeof value === "string") put(parent, last, transformed(value, change.transform, last));
  }
}

/** The parent of the last step; what is missing on the way is made: a list where a position follows, else an object. */
function reach(root: object, steps: readonly string[], last: string): object | null {
  let node: object = root;
  for (const [index, step] of steps.entries()) {
    const found = child(node, step);
    if (isNode(found)) {
      node = found;
      continue;
    }
    const following = steps[index + 1] ?? last;
    const made = following === "0" || following === "-" ? [] : {};
    if (!put(node, step, made)) return null;
    node = made;
  }
  return node;
}

function put(parent: object, step: string, value: unknown): boolean {
  if (!Array.isArray(parent)) return Reflect.set(parent, step, value);
  if (!isPosition(parent, step)) return false;
  parent[step === "-" ? parent.length : Number(step)] = value;
  return true;
}

function remove(parent: object, step: string): void {
  if (!Array.isArray(parent)) Reflect.deleteProperty(parent, step);
  else if (isPosition(parent, step) && step !== "-") parent.splice(Number(step), 1);
}

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;

/** What a transform makes of a value. `field` = the key it stands at: a token field holds no scheme, a header does. */
export function transformed(value: string, transform: Transform, field: string): string {
  switch (transform) {
    case "trim":
      return value.trim();
    case "unquote":
      // Quotes around what stands behind a scheme too: Bearer "…".
      return value.replace(/^([A-Za-z][\w-]* +)?(["'`\u201c\u2018\u00ab])(.*)["'`\u201d\u2019\u00bb]$/s, "$1$3");
    case "percent-decode":
      return percentDecoded(value);
    case "strip-invisible":
      return value
        .replace(invisible, "")
        .replace(/[\p{Zs}]/gu, " ")
        .trim();
    case "base64-encode":
      return value.replace(
        /^(Basic +)?(.*)$/is,
        (_all, scheme: string | undefined, rest: string) => (scheme ?? "") + base64(rest),
      );
    case "add-bearer":
      return `Bearer ${value}`;
    case "once-bearer": {
      const bare = value.replace(/^(?:Bearer[ :]+)+/i, "");
      return field === "token" ? bare : `Bearer ${bare}`;
    }
  }
}

/** %20 style only; never + to space, which would corrupt base64 (R3.2). What does not decode stays. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
