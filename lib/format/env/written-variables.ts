// A destination as environment variables: those of all signals, and a signal's own only where it differs (R17, R1.8).
import type { ProbedDestination } from "#lib/destination/schema";
import {
  type ConnectionPart,
  connectionParts,
  connectionVariable,
  disabledVariable,
  exporterVariable,
  histogramsVariable,
  intervalVariable,
  temporalityVariable,
} from "#lib/format/env/setting";
import { type Written, type WrittenSignal, writtenSignals } from "#lib/format/env/written-parts";
import { signals } from "#lib/otlp/signal";

export type WrittenVariable = { name: string; value: string };

export function writtenVariables(
  destination: ProbedDestination,
): Pick<Written, "fill"> & { variables: WrittenVariable[] } {
  const { signals: written, fill } = writtenSignals(destination);
  const common = commonParts(written);
  const variables: WrittenVariable[] = [];
  const add = (name: string, value: string | null) => {
    if (value !== null) variables.push({ name, value });
  };
  if (destination.enabled === false) add(disabledVariable, "true");
  for (const signal of signals) add(exporterVariable(signal), destination.signals[signal]?.enabled ? "otlp" : "none");
  for (const part of connectionParts) add(connectionVariable(null, part), common.get(part) ?? null);
  for (const { signal, inherits, parts } of written) {
    for (const part of connectionParts) {
      const value = part === "ENDPOINT" && inherits ? (common.get(part) ?? null) : parts[part];
      if (value !== (common.get(part) ?? null)) add(connectionVariable(signal, part), value ?? unsaid[part] ?? null);
    }
  }
  for (const one of metricsVariables(destination)) variables.push(one);
  return { variables, fill };
}

/** What says again that nothing is set. */
const unsaid: Partial<Record<ConnectionPart, string>> = { COMPRESSION: "none", TIMEOUT: "10000" };

/** What all signals are told: what those with the shared endpoint have, as far as no other is misled by it. */
function commonParts(written: readonly WrittenSignal[]): Map<ConnectionPart, string> {
  const inheriting = written.filter(({ inherits }) => inherits);
  const common = new Map<ConnectionPart, string>();
  for (const part of connectionParts) {
    if (part === "ENDPOINT" && inheriting.length === 0) continue;
    const values = (inheriting.length > 0 ? inheriting : written).map(({ parts }) => parts[part]);
    const [value = null] = values;
    if (value === null || (inheriting.length === 0 && values.some((one) => one !== value))) continue;
    if (part === "HEADERS" ? !addOnly(value, written) : isLost(part, written)) continue;
    common.set(part, value);
  }
  return common;
}

/** No variable takes a certificate back. */
function isLost(part: ConnectionPart, written: readonly WrittenSignal[]): boolean {
  return unsaid[part] === undefined && written.some(({ parts }) => parts[part] === null);
}

/** Some SDKs merge a signal's headers into those of all, some replace them (R1.8): both give the same where each signal has all names. */
function addOnly(common: string, written: readonly WrittenSignal[]): boolean {
  const names = written.find(({ parts }) => parts.HEADERS === common)?.rows.map(({ name }) => name.toLowerCase()) ?? [];
  return written.every(({ rows }) => {
    const own = new Set(rows.map(({ name }) => name.toLowerCase()));
    return names.every((name) => own.has(name));
  });
}

function metricsVariables({ signals: { metrics } }: ProbedDestination): WrittenVariable[] {
  if (!metrics?.enabled) return [];
  const { intervalMs = 60_000, temporality = "cumulative", histograms = "explicit" } = metrics;
  return [
    ...(intervalMs === 60_000 ? [] : [{ name: intervalVariable, value: String(intervalMs) }]),
    ...(temporality === "cumulative" ? [] : [{ name: temporalityVariable, value: temporality }]),
    ...(histograms === "explicit" ? [] : [{ name: histogramsVariable, value: "base2_exponential_bucket_histogram" }]),
  ];
}
