// Variables that a destination has no place for: each is left out with its reason, and a name that nobody reads is told.

import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { UnfinishedDestination } from "#lib/destination/schema";
import { isSetting, meantBy, resourceVariable, whyLeftOut } from "#lib/format/env/setting";
import type { Variable, Variables } from "#lib/format/env/variable";
import type { Marks } from "#lib/format/marks";
import { recognisePreset } from "#lib/preset/recognise";
import { presetOf } from "#lib/preset/records";

export function markOthers(variables: Variables, draft: UnfinishedDestination | null, marks: Marks): void {
  const used = usedBySettings(variables);
  for (const variable of variables.values()) {
    const { name, at } = variable;
    if (isSetting(name)) continue;
    if (name === "OTEL_CONFIG_FILE" || name === "OTEL_EXPERIMENTAL_CONFIG_FILE") {
      marks.unknown(at, "With this file an SDK reads no other of these variables: paste the file");
      continue;
    }
    const why = name.startsWith("OTEL_") ? whyLeftOut(name) : "it belongs to the application";
    if (why === null) {
      const meant = meantBy(name);
      marks.unknown(at, meant === null ? "No SDK reads a variable of this name" : `Is ${meant} meant?`);
    } else if (draft === null || !used.has(name))
      marks.ignored(at, name === resourceVariable ? `${why}${required(variable, draft)}` : why);
  }
}

/** Names that went into a setting, and into those. */
function usedBySettings(variables: Variables): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = ({ uses }: Variable) => {
    for (const one of uses) {
      if (used.has(one.name)) continue;
      used.add(one.name);
      visit(one);
    }
  };
  for (const [name, variable] of variables) if (isSetting(name)) visit(variable);
  return used;
}

/** What the backend asks of the telemetry itself: no destination can add it. */
function required({ value }: Variable, draft: UnfinishedDestination | null): string {
  if (draft === null) return "";
  const on = enabledSignals(draft);
  const url = on.map((signal) => effectiveConnection(draft, signal)?.target.url).find((one) => one !== undefined);
  const preset = url === undefined ? null : presetOf(recognisePreset(url)?.id ?? "");
  const missing = (preset?.resourceAttributes ?? []).filter(
    ({ name, required: isRequired, signals }) =>
      isRequired && (signals === undefined || signals.some((one) => on.includes(one))) && !value.includes(`${name}=`),
  );
  if (preset === null || missing.length === 0) return "";
  return `; ${preset.name} asks for ${missing.map(({ name }) => name).join(", ")} in it`;
}
