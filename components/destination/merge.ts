// Two people changed the same destination: which fields differ, and the destination that takes the chosen side of each. Pure.
import { type Difference, differences } from "#lib/destination/difference";
import type { Destination, SavedDestination } from "#lib/destination/schema";

export type Side = "theirs" | "yours";
export type ComparedField = {
  path: string;
  label: string;
  theirs: string | null;
  yours: string | null;
  was: string | null;
  /** The side that changed it; where both did, yours. */
  suggested: Side;
};

/** Every field in which theirs and yours differ, with what it was before both. */
export function compareFields(was: SavedDestination, theirs: SavedDestination, yours: Destination): ComparedField[] {
  const changedByThem = differences(was, theirs);
  const changedByYou = differences(was, yours);
  return differences(theirs, yours).map(({ path, label, from, to }) => {
    const them = at(changedByThem, path);
    const you = at(changedByYou, path);
    const before = them !== undefined ? them.from : you !== undefined ? you.from : from;
    return { path, label, theirs: from, yours: to, was: before, suggested: you === undefined ? "theirs" : "yours" };
  });
}

function at(list: Difference[], path: string): Difference | undefined {
  return list.find((one) => one.path === path);
}

/** Theirs, with your value wherever yours was chosen. A list of which a part is yours is yours as a whole. */
export function mergeFields(
  theirs: SavedDestination,
  yours: Destination,
  chosen: ReadonlyMap<string, Side>,
): Destination {
  const merged = structuredClone(theirs) as unknown as Destination;
  for (const [path, side] of chosen) if (side === "yours") copyAt(wholeOf(path), yours, merged);
  return merged;
}

/** Rows of a list are not addressed one by one: the list is the value. */
function wholeOf(path: string): string {
  return path.replace(/^(.*\/(?:headers|sources))\/.*$/, "$1");
}

function copyAt(path: string, from: unknown, to: unknown): void {
  const steps = path
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = steps.pop();
  if (last === undefined) return;
  let source: unknown = from;
  let target = to as Record<string, unknown>;
  for (const step of steps) {
    source = isNode(source) ? Reflect.get(source, step) : undefined;
    const next = target[step];
    target = isNode(next)
      ? (next as Record<string, unknown>)
      : (Object.assign(target, { [step]: {} })[step] as Record<string, unknown>);
  }
  const value = isNode(source) ? Reflect.get(source, last) : undefined;
  if (value === undefined) delete target[last];
  else target[last] = structuredClone(value);
}

function isNode(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
