// Fills a draft again after the preset, its region or its key was changed: what the last filling wrote moves on, what the
// operator typed stays, and where both speak the operator is asked. Pure.
import type { DestinationDraft, HeaderDraft } from "#lib/destination/draft-shape";

type Kept = "typed" | "filled";
type Refilled = {
  draft: DestinationDraft;
  /** Something that the operator typed stands where the preset would write something else. */
  hasCollision: boolean;
};

/** `base`: what the last filling wrote; `next`: what the new one writes; `prefer`: who wins where both changed. */
export function refill(
  draft: DestinationDraft,
  base: DestinationDraft,
  next: DestinationDraft,
  prefer: Kept = "typed",
): Refilled {
  const found = { hasCollision: false };
  const merged = merge(draft, base, next, (typed, filled) => {
    found.hasCollision = true;
    return prefer === "typed" ? typed : filled;
  });
  return { draft: merged as DestinationDraft, ...found };
}

type Decide = (typed: unknown, filled: unknown) => unknown;

function merge(typed: unknown, base: unknown, next: unknown, decide: Decide): unknown {
  if (isSame(typed, base) || isSame(typed, next)) return next;
  if (isSame(next, base)) return typed;
  if (isHeaders(typed) && isHeaders(base) && isHeaders(next)) return mergeHeaders(typed, base, next, decide);
  if (!isNode(typed) || !isNode(base) || !isNode(next)) return decide(typed, next);
  const at = (node: object, key: string) => Reflect.get(node, key) as unknown;
  const keys = [...new Set([...Object.keys(typed), ...Object.keys(next)])];
  return Object.fromEntries(keys.map((key) => [key, merge(at(typed, key), at(base, key), at(next, key), decide)]));
}

/** By name: a row that the last filling brought goes with it, so that no vendor gets another one's key. */
function mergeHeaders(typed: HeaderDraft[], base: HeaderDraft[], next: HeaderDraft[], decide: Decide): HeaderDraft[] {
  const row = (rows: HeaderDraft[], name: string) => rows.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const kept = typed.flatMap((one) => {
    const filled = row(next, one.name);
    const before = row(base, one.name);
    if (filled === undefined) return before === undefined ? [one] : [];
    return [merge(one, before ?? { ...filled, value: "" }, filled, decide) as HeaderDraft];
  });
  const added = next.filter(({ name }) => row(typed, name) === undefined);
  return [...kept, ...added];
}

function isHeaders(value: unknown): value is HeaderDraft[] {
  return Array.isArray(value) && value.every((row) => isNode(row) && "name" in row && "secret" in row);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isNode(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
