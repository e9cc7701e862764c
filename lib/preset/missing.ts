// Which of a preset's variables have to be entered for what is still empty in the settings. Pure; words and fields are the page's.
import { askedFor, valuesOf } from "#lib/preset/plan";
import type { Preset } from "#lib/preset/preset";

/** `emptyPaths`: JSON Pointers of settings that must not be empty and are. What was typed there by hand asks for no variable. */
export function missingVariables(
  preset: Preset,
  given: Record<string, string>,
  emptyPaths: readonly string[],
): Set<string> {
  const values = valuesOf(preset, given);
  const templates = emptyPaths.map((path) => JSON.stringify(templatesFor(preset, path)));
  const missing = askedFor(preset, given).filter(
    ({ name, optional }) => !optional && !values[name] && templates.some((text) => text.includes(`{${name}}`)),
  );
  return new Set(missing.map(({ name }) => name));
}

function templatesFor({ endpoints, auth, headers }: Preset, path: string): unknown {
  if (path.endsWith("/endpoint")) return endpoints;
  if (path.includes("/auth/")) return auth ?? [];
  return path.includes("/headers/") ? (headers ?? []) : [];
}
