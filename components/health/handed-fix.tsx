// A repair on its way from the Health page to the settings' form, in this tab only. A fix never holds a secret.
import type { Fix } from "#lib/destination/problem";

const keyOf = (id: string) => `outspan.fix.${id}`;

export function handFix(id: string, fix: Fix): void {
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(fix));
  } catch {
    // A full or forbidden storage: the settings open without it.
  }
}

/** Once. */
export function takeFix(id: string): Fix | null {
  try {
    const text = sessionStorage.getItem(keyOf(id));
    sessionStorage.removeItem(keyOf(id));
    return text === null ? null : (JSON.parse(text) as Fix);
  } catch {
    return null;
  }
}
