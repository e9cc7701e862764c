// Says when a value does not look like what the vendor documents. A hint: forms change, so it never stands in the way.
import type { Variable } from "#lib/preset/preset";

/** null: it looks right, nothing is known of its form, or nothing was entered. Never repeats the value. */
export function checkKey({ check }: Pick<Variable, "check">, value: string): string | null {
  const text = value.trim();
  if (check === undefined || text === "") return null;
  return new RegExp(check.pattern).test(text) ? null : check.says;
}
