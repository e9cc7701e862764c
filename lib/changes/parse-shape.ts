// Parses what came from outside by its schema and says at which key it is wrong, as a JSON Pointer.
// Judges shape only (keys, types, enumerations), and never repeats a value: it may be a secret.
import type * as z from "zod";
import { fail, ok, type Result } from "#lib/result";

/** `at` is where the value stands in what was sent, as a pointer: "" for the whole. */
export function parseShape<T>(schema: z.ZodType<T>, value: unknown, at = ""): Result<T> {
  const polluted = findProto(value, at);
  if (polluted !== null) return refuse({ [polluted]: [unknownKey] });
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const fields: Record<string, string[]> = Object.create(null);
  for (const issue of parsed.error.issues) {
    for (const [path, message] of placesOf(issue)) {
      const pointer = at + pointerOf(path);
      fields[pointer] = [...(fields[pointer] ?? []), message];
    }
  }
  return refuse({ ...fields });
}

const unknownKey = "Unknown key";

function refuse(fields: Record<string, string[]>): Result<never> {
  const count = Object.keys(fields).length;
  return fail("invalid", count === 1 ? "One field is not right" : `${count} fields are not right`, { fields });
}

type Path = readonly PropertyKey[];

/** zod reports unknown keys at their parent: each belongs to its own pointer. */
function placesOf(issue: z.core.$ZodIssue): [Path, string][] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [[...issue.path, key], unknownKey]);
  return [[issue.path, messageOf(issue)]];
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `Must be ${typeNames[issue.expected] ?? `of type ${issue.expected}`}, and present`;
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

/** zod passes over an own key `__proto__` in silence; here it is an unknown key like any other. Without recursion: depth is the sender's choice. */
function findProto(value: unknown, at: string): string | null {
  const open: [unknown, string][] = [[value, at]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, pointer] = next;
    if (typeof node !== "object" || node === null) continue;
    for (const key of Object.keys(node)) {
      const inner = `${pointer}${pointerOf([key])}`;
      if (key === "__proto__") return inner;
      open.push([Reflect.get(node, key), inner]);
    }
  }
  return null;
}
