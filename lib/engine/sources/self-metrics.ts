// Outspan's own metrics by the OpenTelemetry SDK: one provider and one reader for each distinct wish of temporality and
// histograms, exported through the stock OTLP exporter into a request that others send.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Meter } from "@opentelemetry/api";
import { AggregationTemporalityPreference, OTLPMetricExporterBase } from "@opentelemetry/exporter-metrics-otlp-http";
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  type AggregationOption,
  AggregationType,
  InstrumentType,
  MeterProvider,
  MetricReader,
} from "@opentelemetry/sdk-metrics";
import type { Histograms, Temporality } from "#lib/destination/schema";
import type { HttpRequest } from "#lib/engine/sources/self";
import type { Signal } from "#lib/otlp/signal";

export type MetricsLane = {
  httpRequest(request: HttpRequest): void;
  probe(verdict: string, durationMs: number): void;
  received(signal: Signal, items: number): void;
  /** The request since the last one, or since the beginning, as the temporality says. */
  collect(): Promise<Uint8Array>;
  end(): Promise<void>;
};

const temporalities: Record<Temporality, AggregationTemporalityPreference> = {
  cumulative: AggregationTemporalityPreference.CUMULATIVE,
  delta: AggregationTemporalityPreference.DELTA,
  lowmemory: AggregationTemporalityPreference.LOWMEMORY,
};
/** Seconds, as the semantic conventions advise for requests; a probe lasts as long. */
const explicitBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export function createMetricsLane(
  resource: Readonly<Record<string, string>>,
  wish: { temporality: Temporality; histograms: Histograms },
): MetricsLane {
  const exporter = new BytesExporter(wish.temporality, wish.histograms);
  const reader = new PulledReader({
    aggregationSelector: (type) => exporter.selectAggregation(type),
    aggregationTemporalitySelector: (type) => exporter.selectAggregationTemporality(type),
  });
  const provider = new MeterProvider({ resource: resourceFromAttributes({ ...resource }), readers: [reader] });
  const meter = provider.getMeter("outspan");
  const stopWatching = observeProcess(meter);
  const requests = meter.createHistogram("http.server.request.duration", {
    unit: "s",
    description: "Duration of HTTP requests that the console answered",
    advice: { explicitBucketBoundaries },
  });
  const probes = meter.createHistogram("outspan.probe.duration", {
    unit: "s",
    description: "Duration of probes",
    advice: { explicitBucketBoundaries },
  });
  const items = meter.createCounter("outspan.received.items", {
    unit: "{item}",
    description: "Spans, data points and log records that the receiver took",
  });
  return {
    httpRequest: ({ method, route, status, durationMs }) =>
      requests.record(durationMs / 1000, {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
      }),
    probe: (verdict, durationMs) => probes.record(durationMs / 1000, { "outspan.verdict": verdict }),
    received: (signal, count) => items.add(count, { "outspan.signal": signal }),
    async collect() {
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) throw errors[0];
      return exporter.bytesOf(resourceMetrics);
    },
    async end() {
      stopWatching();
      await provider.shutdown();
    },
  };
}

/** The semantic conventions' metrics of a process and of Node, read when they are collected. */
function observeProcess(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const cpu = meter.createObservableCounter("process.cpu.time", { unit: "s", description: "CPU time of this process" });
  cpu.addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe(user / 1e6, { "cpu.mode": "user" });
    result.observe(system / 1e6, { "cpu.mode": "system" });
  });
  const memory = meter.createObservableUpDownCounter("process.memory.usage", {
    unit: "By",
    description: "Resident memory of this process",
  });
  memory.addCallback((result) => result.observe(process.memoryUsage.rss()));
  const uptime = meter.createObservableGauge("process.uptime", { unit: "s", description: "Age of this process" });
  uptime.addCallback((result) => result.observe(process.uptime()));
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, { unit: "s", description });
  const p50 = gauge("p50", "Median delay of the event loop since the last collection");
  const p99 = gauge("p99", "99th percentile of the event loop's delay since the last collection");
  const max = gauge("max", "Greatest delay of the event loop since the last collection");
  meter.addBatchObservableCallback(
    (result) => {
      // Nothing was measured in an interval shorter than the resolution.
      if (delay.count === 0) return;
      result.observe(p50, delay.percentile(50) / 1e9);
      result.observe(p99, delay.percentile(99) / 1e9);
      result.observe(max, delay.max / 1e9);
      delay.reset();
    },
    [p50, p99, max],
  );
  return () => delay.disable();
}

/** Collected by our schedule: the periodic reader of the SDK sends twice at its end. */
class PulledReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

type Written = { bytes: Uint8Array };
type Collected = Parameters<OTLPMetricExporterBase["export"]>[0];

/** The stock exporter's preferences, with a delegate that keeps the bytes instead of opening a connection. */
class BytesExporter extends OTLPMetricExporterBase {
  readonly #written: Written;

  constructor(temporality: Temporality, histograms: Histograms) {
    const written: Written = { bytes: new Uint8Array() };
    const delegate = {
      export(metrics: Collected, done: (result: { code: number }) => void) {
        written.bytes = ProtobufMetricsSerializer.serializeRequest(metrics) ?? new Uint8Array();
        done({ code: 0 });
      },
      forceFlush: async () => {},
      shutdown: async () => {},
      setMetrics: () => {},
    };
    super(delegate, {
      temporalityPreference: temporalities[temporality],
      aggregationPreference: (type) => aggregationOf(type, histograms),
    });
    this.#written = written;
  }

  bytesOf(metrics: Collected): Uint8Array {
    this.export(metrics, () => {});
    return this.#written.bytes;
  }
}

/** Only histograms have the choice (R12.5). */
function aggregationOf(type: InstrumentType, histograms: Histograms): AggregationOption {
  return type === InstrumentType.HISTOGRAM && histograms === "exponential"
    ? { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 160, recordMinMax: true } }
    : { type: AggregationType.DEFAULT };
}
