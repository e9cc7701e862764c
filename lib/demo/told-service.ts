// One service of the demo, as it tells of itself through the OpenTelemetry SDK: a tracer, a logger, a meter, with a resource of its own.
// Knows no business.
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Outlet } from "#lib/demo/outlet";

export type ToldService = ReturnType<typeof toldService>;
type Done = (result: { code: number; error?: Error }) => void;

const soonMs = 1000;
const metricsMs = 5000;
/** Told as exponential histograms; all others have explicit bounds. */
const exponential = "shop.payment.duration";

export function toldService(name: string, version: string, outlet: Outlet) {
  const resource = resourceFromAttributes({
    "service.name": name,
    "service.namespace": "shop",
    "service.version": version,
    "service.instance.id": `${name}-1`,
    "deployment.environment.name": "demo",
  });
  const traces = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: exporter<ReadableSpan>((spans) =>
          send("traces", ProtobufTraceSerializer.serializeRequest(spans), spans.length),
        ),
        scheduledDelayMillis: soonMs,
      }),
    ],
  });
  const logs = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({
        exporter: exporter<ReadableLogRecord>((records) =>
          send("logs", ProtobufLogsSerializer.serializeRequest(records), records.length),
        ),
        scheduledDelayMillis: soonMs,
      }),
    ],
  });
  const metrics = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: metricsExporter((collected, points) =>
          send("metrics", ProtobufMetricsSerializer.serializeRequest(collected), points),
        ),
        exportIntervalMillis: metricsMs,
        exportTimeoutMillis: metricsMs,
      }),
    ],
    views: [{ instrumentName: exponential, aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });

  async function send(
    signal: "traces" | "metrics" | "logs",
    body: Uint8Array | undefined,
    items: number,
  ): Promise<void> {
    await outlet.send(signal, body ?? new Uint8Array(), items);
  }

  return {
    tracer: traces.getTracer("outspan.demo"),
    logger: logs.getLogger("outspan.demo"),
    meter: metrics.getMeter("outspan.demo"),
    /** Sends what is left. */
    async end(): Promise<void> {
      await Promise.all([traces.shutdown(), logs.shutdown(), metrics.shutdown()]);
    },
  };
}

function metricsExporter(send: (collected: ResourceMetrics, points: number) => Promise<void>): PushMetricExporter {
  return {
    export(collected: ResourceMetrics, done: Done) {
      const points = collected.scopeMetrics
        .flatMap((scope) => scope.metrics)
        .reduce((sum, metric) => sum + metric.dataPoints.length, 0);
      send(collected, points).then(() => done({ code: 0 }), failed(done));
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

function exporter<T>(send: (items: T[]) => Promise<void>) {
  return {
    export(items: T[], done: Done) {
      send(items).then(() => done({ code: 0 }), failed(done));
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

const failed = (done: Done) => (error: unknown) =>
  done({ code: 1, error: error instanceof Error ? error : new Error("unknown") });
