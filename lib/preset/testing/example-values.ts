// A value for each variable of a preset, for tests: what the record gives, or something that looks like it.
import type { Preset, Variable } from "#lib/preset/preset";

export function exampleValues(preset: Preset): Record<string, string> {
  const of = ({ name, default: start, example, options }: Variable): string =>
    start ?? example ?? options?.[0]?.value ?? `example-${name.toLowerCase()}`;
  return Object.fromEntries(preset.variables.map((variable) => [variable.name, of(variable)]));
}
