// Makes a value fit the shape of a destination: what does not is taken out and told, what can only mean one thing is mended.
import type * as z from "zod";
import { UnfinishedDestination } from "#lib/destination/schema";
import { pointerPart } from "#lib/format/outspan/plain";

export type Misfit = { pointer: string; note: string };

/** Taking something out may show what is wrong with the rest, so many times at most. */
const passesMax = 8;
/** What has more faults than this is something else. */
const faultsMax = 500;

type Holder = Record<string, unknown>;

/** `value` is changed in place. null: nothing of it is a destination. */
export function fitted(
  value: Holder,
  sources: ReadonlyMap<string, string>,
): { destination: UnfinishedDestination | null; misfits: Misfit[] } {
  const misfits: Misfit[] = [];
  for (let pass = 0; pass < passesMax; pass += 1) {
    const parsed = UnfinishedDestination.safeParse(value);
    if (parsed.success) return { destination: parsed.data, misfits };
    if (parsed.error.issues.length > faultsMax) break;
    // From the end: what is taken out of a list moves what comes after it.
    for (const issue of parsed.error.issues.toReversed()) misfits.push(...mend(value, issue, sources));
  }
  return { destination: null, misfits: [{ pointer: "", note: "Too little of this is a destination’s settings" }] };
}

function mend(value: Holder, issue: z.core.$ZodIssue, sources: ReadonlyMap<string, string>): Misfit[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const at = place(value, path);
    return issue.keys.map((key) => {
      if (at !== null) delete at[key];
      return { pointer: pointerOf([...path, key]), note: "No setting of a destination: check its name" };
    });
  }
  const holder = place(value, path.slice(0, -1));
  const key = path.at(-1) ?? "";
  if (holder === null) return [];
  const pointer = pointerOf(path);
  if (holder[key] === undefined) {
    holder[key] = key === "enabled" ? false : "";
    return [{ pointer: pointerOf(path.slice(0, -1)), note: `${key} is missing here` }];
  }
  const source = sources.get(pointer);
  const expected = issue.code === "invalid_type" ? issue.expected : null;
  if (expected === "string" && source !== undefined) holder[key] = source;
  else if (expected === "boolean" && /^(?:yes|on)$/i.test(source ?? "")) holder[key] = true;
  else if (expected === "boolean" && /^(?:no|off)$/i.test(source ?? "")) holder[key] = false;
  else {
    remove(holder, key);
    return [{ pointer, note: wanted(issue) }];
  }
  return [];
}

function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `Write one of: ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union") return "No kind of authentication that Outspan knows";
  if (issue.code !== "invalid_type") return "Not what belongs here";
  const kinds: Record<string, string> = {
    string: "a text",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "settings with names",
  };
  return `Write ${kinds[issue.expected] ?? "what belongs"} here`;
}

function remove(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function place(value: Holder, path: readonly string[]): Holder | null {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return null;
    at = Reflect.get(at, key);
  }
  return typeof at === "object" && at !== null ? (at as Holder) : null;
}

function pointerOf(path: readonly string[]): string {
  return path.map(pointerPart).join("");
}
