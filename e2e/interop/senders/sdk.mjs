// Sends COUNT spans, COUNT log records and one counter that counts to COUNT through the OpenTelemetry SDK for JavaScript.
// ENDPOINT, PROTOCOL (http, json or grpc), SENDER. Runs where its packages are installed.
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

const { PROTOCOL, ENDPOINT, SENDER, COUNT } = process.env;
const kind = { http: "proto", json: "http", grpc: "grpc" }[PROTOCOL];
const [traceExport, metricsExport, logsExport] = await Promise.all(
  ["trace", "metrics", "logs"].map((signal) => import(`@opentelemetry/exporter-${signal}-otlp-${kind}`)),
);
const url = (signal) => (PROTOCOL === "grpc" ? { url: ENDPOINT } : { url: `${ENDPOINT}/v1/${signal}` });
const resource = resourceFromAttributes({ "service.name": SENDER });
const traces = new TracerProvider({
  resource,
  spanProcessors: [new BatchSpanProcessor({ exporter: new traceExport.OTLPTraceExporter(url("traces")) })],
});
const metrics = new MeterProvider({
  resource,
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new metricsExport.OTLPMetricExporter(url("metrics")),
      exportIntervalMillis: 600_000,
    }),
  ],
});
const logs = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new logsExport.OTLPLogExporter(url("logs")) })],
});
const counter = metrics.getMeter("sender").createCounter("sender.items");
const tracer = traces.getTracer("sender");
const logger = logs.getLogger("sender");
for (let number = 0; number < Number(COUNT); number++) {
  tracer.startSpan(`span ${number}`).end();
  logger.emit({ body: `record ${number}`, severityNumber: 9, severityText: "INFO" });
  counter.add(1);
}
await Promise.all([traces.shutdown(), metrics.shutdown(), logs.shutdown()]);
