// Which keys differ between two JSON values, as JSON Pointers for the audit. Tells where, never what.
import { pointerOf } from "#lib/changes/parse-shape";

/** More than this many are summed up by their parents' pointer: an audit row stays readable. */
const fieldsMax = 100;

export function changedFields(before: unknown, after: unknown): string[] {
  const fields = compare(before, after, "");
  if (fields.length <= fieldsMax) return fields;
  return [...new Set(fields.map((field) => field.split("/").slice(0, 2).join("/")))].slice(0, fieldsMax);
}

function compare(before: unknown, after: unknown, pointer: string): string[] {
  if (before === after) return [];
  const isOpen = isNode(after) && (before === undefined || isNode(before));
  if (!isOpen) return isNode(before) && after === undefined ? leaves(before, pointer) : [pointer];
  return leavesOfBoth(before ?? {}, after, pointer);
}

function leavesOfBoth(before: object, after: object, pointer: string): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => compare(own(before, key), own(after, key), `${pointer}${pointerOf([key])}`));
}

/** A label may be called "constructor": what every object inherits is no value of it. */
function own(node: object, key: string): unknown {
  return Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
}

function leaves(node: object, pointer: string): string[] {
  const inner = leavesOfBoth(node, {}, pointer);
  return inner.length === 0 ? [pointer] : inner;
}

function isNode(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
