// The secrets this user typed on this page, in memory only: a change of origin may send them again, nobody else's.
// Forgotten when the page is left; never in storage.
import type { Problem } from "#lib/destination/problem";
import type { Destination, ProbedDestination } from "#lib/destination/schema";
import { secretField } from "#lib/destination/secret-field";

/** Slot and name of a secret → its value. */
export type TypedSecrets = Map<string, string>;

type Plain = Record<string, unknown>;

/** Notes every secret value that is written out in this destination. */
export function rememberTyped(destination: ProbedDestination, typed: TypedSecrets): void {
  for (const [pointer, value] of secretsIn(destination)) {
    const key = keyOf(destination, pointer);
    if (key !== null) typed.set(key, value);
  }
}

/** Fills those that must be entered again and were typed here; the rest stays to be entered. */
export function fillTyped(
  destination: Destination,
  problems: Problem[],
  typed: TypedSecrets,
): { destination: Destination; problems: Problem[]; filled: string[] } {
  const copy = structuredClone(destination);
  const filled: string[] = [];
  const left = problems.filter(({ path }) => {
    const key = keyOf(copy, path);
    const value = key === null ? undefined : typed.get(key);
    if (value === undefined) return true;
    setAt(copy, path, value);
    filled.push(path);
    return false;
  });
  return { destination: copy, problems: left, filled };
}

/** What this user typed for the secret at this place; undefined where that was elsewhere or somebody else. */
export function typedSecret(destination: ProbedDestination, pointer: string, typed: TypedSecrets): string | undefined {
  const key = keyOf(destination, pointer);
  return key === null ? undefined : typed.get(key);
}

/** Headers keep their key when rows move: by name in any case, not by position. */
function keyOf(destination: ProbedDestination, pointer: string): string | null {
  const header = /^(.*)\/headers\/(\d+)\/value$/.exec(pointer);
  if (header === null) return secretField.test(pointer) ? pointer : null;
  const name = valueAt(destination, `${header[1]}/headers/${header[2]}/name`);
  return typeof name === "string" ? `${header[1]}/headers/${name.toLowerCase()}` : null;
}

function secretsIn(value: unknown, pointer = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    const path = `${pointer}/${key}`;
    if (typeof inner !== "string") return secretsIn(inner, path);
    const isHeader = key === "value" && (value as Plain).secret !== false;
    return (isHeader || secretField.test(path)) && inner !== "" ? [[path, inner]] : [];
  });
}

function valueAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const step of pointer.split("/").slice(1)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function setAt(json: unknown, pointer: string, value: string): void {
  const steps = pointer.split("/");
  const parent = valueAt(json, steps.slice(0, -1).join("/"));
  if (typeof parent === "object" && parent !== null) Reflect.set(parent, steps.at(-1) ?? "", value);
}
