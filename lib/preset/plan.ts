// What of a preset counts for a choice: the signals, the chosen plan, the variables it asks for and their values. Pure.
import { type Signal, signals } from "#lib/otlp/signal";
import type { Preset, Variable } from "#lib/preset/preset";

export function signalsOf(preset: Preset): Signal[] {
  return signals.filter((signal) => preset.protocols[signal] !== undefined);
}

/** Whether a part of a preset belongs to the chosen plan. */
export function isOfPlan(part: { plans?: string[] | undefined }, plan: string | undefined): boolean {
  return part.plans === undefined || (plan !== undefined && part.plans.includes(plan));
}

/** The variables that the chosen plan asks for, in the order of the form. */
export function askedFor(preset: Preset, given: Record<string, string>): Variable[] {
  const { plan } = valuesOf(preset, given);
  return preset.variables.filter((variable) => isOfPlan(variable, plan));
}

export function valuesOf({ variables }: Preset, given: Record<string, string>): Record<string, string> {
  return Object.fromEntries(variables.map(({ name, default: start }) => [name, (given[name] ?? start ?? "").trim()]));
}
