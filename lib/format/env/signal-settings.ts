// Which signals the variables switch on, and what they ask of metrics (R12, R17). Marks what it reads.
import type { Histograms, Temporality } from "#lib/destination/schema";
import { isTrue, millisecondsOf, type Protocol, takeSet } from "#lib/format/env/connection-side";
import {
  disabledVariable,
  exporterVariable,
  histogramsVariable,
  intervalVariable,
  temporalityVariable,
} from "#lib/format/env/setting";
import { markUsed, type Variables } from "#lib/format/env/variable";
import type { Marks } from "#lib/format/marks";
import { type Signal, signalFacts } from "#lib/otlp/signal";

/** On unless another exporter takes the signal: SDKs send OTLP by themselves. */
export function exporterOf(
  signal: Signal,
  variables: Variables,
  marks: Marks,
): { isOn: boolean; protocol: Protocol | null } {
  const variable = takeSet(exporterVariable(signal), variables, marks);
  if (variable === null) return { isOn: true, protocol: null };
  const names = variable.value.toLowerCase().split(/[\s,]+/);
  const { label } = signalFacts[signal];
  const otlp = names.find((name) => /^otlp(?:_proto_(?:grpc|http))?$/.test(name));
  if (otlp !== undefined) {
    markUsed(variable, `${label} are on`, marks);
    return { isOn: true, protocol: pythonProtocols[otlp] ?? null };
  }
  if (names.every((name) => otherExporters.has(name))) {
    markUsed(
      variable,
      names.includes("none") ? `${label} are off` : `${label} go elsewhere, not over OTLP: off`,
      marks,
    );
    return { isOn: false, protocol: null };
  }
  marks.unknown(variable.at, "otlp, console or none belongs here");
  return { isOn: true, protocol: null };
}

const pythonProtocols: Record<string, Protocol> = {
  otlp_proto_grpc: { transport: "grpc" },
  otlp_proto_http: { transport: "http", encoding: "protobuf" },
};
const otherExporters = new Set(
  "none console logging logging-otlp otlp/stdout prometheus zipkin jaeger xray googlecloud experimental-otlp/stdout".split(
    " ",
  ),
);

export function isDisabled(variables: Variables, marks: Marks): boolean {
  const variable = takeSet(disabledVariable, variables, marks);
  if (variable === null) return false;
  const isOff = isTrue(variable.value);
  markUsed(variable, isOff ? "The destination is off" : "The destination is on", marks);
  return isOff;
}

type MetricsPart = { temporality?: Temporality; intervalMs?: number; histograms?: Histograms };

export function metricsOf(variables: Variables, marks: Marks): MetricsPart {
  const interval = millisecondsOf(takeSet(intervalVariable, variables, marks), "Interval of metrics", marks);
  const temporality = chosen(temporalityVariable, temporalities, "cumulative, delta or lowmemory", variables, marks);
  const histograms = chosen(
    histogramsVariable,
    histogramKinds,
    "explicit_bucket_histogram or base2_exponential_bucket_histogram",
    variables,
    marks,
  );
  return {
    ...(temporality === null ? {} : { temporality }),
    ...(interval === null ? {} : { intervalMs: interval }),
    ...(histograms === null ? {} : { histograms }),
  };
}

/** Spelt low_memory elsewhere (R12.3). */
const temporalities: Record<string, Temporality> = {
  cumulative: "cumulative",
  delta: "delta",
  lowmemory: "lowmemory",
  low_memory: "lowmemory",
};
const histogramKinds: Record<string, Histograms> = {
  explicit_bucket_histogram: "explicit",
  base2_exponential_bucket_histogram: "exponential",
};

function chosen<V>(
  name: string,
  values: Record<string, V>,
  right: string,
  variables: Variables,
  marks: Marks,
): V | null {
  const variable = takeSet(name, variables, marks);
  if (variable === null) return null;
  const value = Object.hasOwn(values, variable.value.toLowerCase()) ? values[variable.value.toLowerCase()] : undefined;
  if (value === undefined) {
    marks.unknown(variable.at, `${right} belongs here`);
    return null;
  }
  markUsed(variable, name === temporalityVariable ? "Temporality of metrics" : "Histograms of metrics", marks);
  return value;
}
