// Parses what came from outside by its schema and says at which key it is wrong, as a JSON Pointer.
// Judges shape only (keys, types, enumerations), and never repeats a value: it may be a secret.
import type * as z from "zod";
import { nearKey } from "#lib/changes/near-key";
import { fail, ok, type Result } from "#lib/result";

/** What one body may hold: far more than any noun, and little enough that looking at it costs nothing. */
const valuesMax = 10_000;
/** Each wrong place is told up to here, then only how many more there are. */
const fieldsMax = 20;
/** A pointer as long as a pasted text helps nobody: beyond this it ends at a parent. */
const pointerLengthMax = 256;

/** `at` is where the value stands in what was sent, as a pointer: "" for the whole. */
export function parseShape<T>(schema: z.ZodType<T>, value: unknown, at = ""): Result<T> {
  const odd = findOdd(value);
  if (odd !== null) return refuse([[at + shortPointer(odd.path), () => odd.message]]);
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  return refuse(
    parsed.error.issues.flatMap((issue) =>
      placesOf(issue, schema).map(([path, tell]): [string, Tell] => [at + shortPointer(path), tell]),
    ),
  );
}

const unknownKey = "Unknown key";

/** What is wrong, in words that are made for those alone that are told. */
type Tell = () => string;

function refuse(places: [string, Tell][]): Result<never> {
  const all = new Map<string, Tell[]>();
  for (const [pointer, tell] of places) {
    const tells = all.get(pointer);
    if (tells) tells.push(tell);
    else all.set(pointer, [tell]);
  }
  const told = [...all].slice(0, fieldsMax).map(([pointer, tells]) => [pointer, wordsOf(tells)]);
  const more = all.size > fieldsMax ? `: the first ${fieldsMax} are named, and ${all.size - fieldsMax} more` : "";
  const message = all.size === 1 ? "One field is not right" : `${all.size} fields are not right${more}`;
  return fail("invalid", message, { fields: Object.fromEntries(told) });
}

/** Keys too long to be told one by one share their parent's pointer. */
function wordsOf(tells: readonly Tell[]): string[] {
  return [...new Set(tells.slice(0, fieldsMax).map((tell) => tell()))];
}

type Path = readonly PropertyKey[];

/** zod reports unknown keys at their parent: each belongs to its own pointer. */
function placesOf(issue: z.core.$ZodIssue, schema: z.core.$ZodType): [Path, Tell][] {
  if (issue.code !== "unrecognized_keys") return [[issue.path, () => messageOf(issue)]];
  return issue.keys.map((key) => [[...issue.path, key], () => unknownKeyNear(nearKey(schema, issue.path, key))]);
}

function unknownKeyNear(near: string | null): string {
  return near === null ? unknownKey : `${unknownKey}: did you mean ${near}?`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type": {
      const wanted = `Must be ${typeNames[issue.expected] ?? `of type ${issue.expected}`}`;
      return (issue.input ?? null) === null ? `${wanted}, and present` : wanted;
    }
    case "invalid_value":
      return `Must be one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return "Not one of the known kinds";
    default:
      return issue.message;
  }
}

const typeNames: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

/** RFC 6901. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function shortPointer(path: Path): string {
  let pointer = "";
  for (const key of path) {
    const longer = pointer + pointerOf([key]);
    if (longer.length > pointerLengthMax) break;
    pointer = longer;
  }
  return pointer;
}

/** An object or a list that is still to be looked into, and how it was reached. */
type Place = { node: object; key: string; parent: Place | null };

/**
 * What no schema is to see. zod passes over an own key `__proto__` in silence: here it is an unknown key like any other.
 * And more values than any noun has would cost zod its time. Without recursion: depth is the sender's choice. Only
 * objects and lists are remembered, and a path is made for a find alone: anybody may send a megabyte of zeros.
 */
function findOdd(value: unknown): { path: string[]; message: string } | null {
  const open: Place[] = isContainer(value) ? [{ node: value, key: "", parent: null }] : [];
  let values = 0;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { node } = place;
    if (Object.hasOwn(node, "__proto__")) return { path: [...pathOf(place), "__proto__"], message: unknownKey };
    values += Array.isArray(node) ? node.length : Object.keys(node).length;
    if (values > valuesMax) return { path: pathOf(place), message: `Holds more than ${valuesMax} values` };
    for (const key of Object.keys(node)) {
      const inner: unknown = Reflect.get(node, key);
      if (isContainer(inner)) open.push({ node: inner, key, parent: place });
    }
  }
  return null;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function pathOf(place: Place): string[] {
  const path: string[] = [];
  for (let one = place; one.parent !== null; one = one.parent) path.push(one.key);
  return path.reverse();
}
