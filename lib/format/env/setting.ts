// The variables of the specification (R17) that a destination has a place for, and why the others have none.
import type { Signal } from "#lib/otlp/signal";

export const connectionParts = [
  "ENDPOINT",
  "HEADERS",
  "PROTOCOL",
  "COMPRESSION",
  "TIMEOUT",
  "INSECURE",
  "CERTIFICATE",
  "CLIENT_CERTIFICATE",
  "CLIENT_KEY",
] as const;
export type ConnectionPart = (typeof connectionParts)[number];

export function connectionVariable(signal: Signal | null, part: ConnectionPart): string {
  return `OTEL_EXPORTER_OTLP_${signal === null ? "" : `${signal.toUpperCase()}_`}${part}`;
}

export function exporterVariable(signal: Signal): string {
  return `OTEL_${signal.toUpperCase()}_EXPORTER`;
}

export const temporalityVariable = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
export const histogramsVariable = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
export const intervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";
export const disabledVariable = "OTEL_SDK_DISABLED";
export const resourceVariable = "OTEL_RESOURCE_ATTRIBUTES";

/** Obsolete names of two that are read (R17). */
export const formerNames: ReadonlyMap<string, string> = new Map([
  ["OTEL_EXPORTER_OTLP_SPAN_INSECURE", "OTEL_EXPORTER_OTLP_TRACES_INSECURE"],
  ["OTEL_EXPORTER_OTLP_METRIC_INSECURE", "OTEL_EXPORTER_OTLP_METRICS_INSECURE"],
]);

const signalNames: readonly (Signal | null)[] = [null, "traces", "metrics", "logs"];
const known: ReadonlySet<string> = new Set([
  ...signalNames.flatMap((signal) => connectionParts.map((part) => connectionVariable(signal, part))),
  ...formerNames.keys(),
  "OTEL_TRACES_EXPORTER",
  "OTEL_METRICS_EXPORTER",
  "OTEL_LOGS_EXPORTER",
  temporalityVariable,
  histogramsVariable,
  intervalVariable,
  disabledVariable,
]);

/** One that a destination has a place for. */
export function isSetting(name: string): boolean {
  return known.has(name);
}

/** Completes "ignored because"; null: this name means nothing to any SDK. */
export function whyLeftOut(name: string): string | null {
  if (/^OTEL_EXPORTER_OTLP_PROFILES_/.test(name)) return "Outspan sends no profiles";
  if (/^OTEL_EXPORTER_OTLP_/.test(name)) return null;
  if (/^OTEL_(?:BSP|BLRP)_/.test(name)) return "Outspan makes its own batches";
  if (name === "OTEL_METRIC_EXPORT_TIMEOUT") return "a destination has one timeout, that of a request";
  return "it belongs to the application";
}

/** The name that was meant, by one slip of the hand. */
export function meantBy(name: string): string | null {
  return [...known].find((one) => isOneSlip(one, name)) ?? null;
}

/** One letter too much, too few, another, or two in the wrong order. */
function isOneSlip(right: string, wrong: string): boolean {
  if (Math.abs(right.length - wrong.length) > 1) return false;
  let start = 0;
  while (start < wrong.length && right[start] === wrong[start]) start += 1;
  const isSame = (a: number, b: number) => right.slice(start + a) === wrong.slice(start + b);
  const isSwapped = right[start] === wrong[start + 1] && right[start + 1] === wrong[start] && isSame(2, 2);
  return isSame(1, 1) || isSame(1, 0) || isSame(0, 1) || isSwapped;
}
