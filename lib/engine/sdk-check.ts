// The SDK check: one metric through the stock OpenTelemetry exporter, with the same settings, over a socket that we opened and
// judged. What a stock SDK does differently, such as chunked bodies, shows here. Loaded only when a probe asks for it.
import type { Agent } from "node:http";
import { OTLPMetricExporter as JsonExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { AggregationTemporality, DataPointType, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import { type EffectiveConnection, requestHeaders } from "#lib/destination/resolve";
import { openSocket } from "#lib/engine/open-socket";
import type { Lane } from "#lib/engine/probe-lanes";
import type { ProbeRun, StageDraft } from "#lib/engine/probe-run";
import { cleanWords } from "#lib/engine/redact";
import { furtherSockets } from "#lib/engine/transport";
import { socketAgent } from "#lib/engine/transport-http";
import { diagnoseSdk } from "#lib/otlp/explain/sdk";

type Options = NonNullable<ConstructorParameters<typeof JsonExporter>[0]>;
type Exporter = JsonExporter | ProtobufExporter;
type Exported = Parameters<Parameters<Exporter["export"]>[1]>[0];

/** The last stage of a probe. Never throws for what the exporter or the peer does. */
export async function sdkStage(run: ProbeRun, lanes: readonly Lane[]): Promise<StageDraft> {
  const startMs = run.network.now();
  const member = lanes.flatMap(({ groups }) => groups).flatMap(({ members }) => members);
  const connection = member.find(({ signal }) => signal === "metrics")?.connection;
  const reason = whyNot(run, connection);
  const draft: StageDraft = {
    stage: "sdk",
    signals: ["metrics"],
    status: "skipped",
    startMs,
    durationMs: 0,
    summary: reason ?? "",
    evidence: {},
  };
  if (reason !== null || connection === undefined) return draft;

  const result = await exportOnce(run, connection);
  const durationMs = run.network.now() - startMs;
  const exporter = `@opentelemetry/exporter-metrics-otlp-${connection.encoding === "json" ? "http" : "proto"}`;
  if (result.code === 0) {
    return {
      ...draft,
      status: "passed",
      durationMs,
      summary: "A stock OpenTelemetry SDK sends with these settings",
      evidence: { exporter },
    };
  }
  const status = statusOf(result.error);
  run.diagnosis.push(diagnoseSdk(status));
  const summary = `The stock exporter did not get through: ${status ?? codeOf(result.error)}`;
  const evidence = {
    exporter,
    status,
    error: { message: cleanWords(result.error?.message ?? "", run.secrets.inTexts).slice(0, 500) },
  };
  return { ...draft, status: "failed", durationMs, summary, evidence };
}

function whyNot(run: ProbeRun, connection: EffectiveConnection | undefined): string | null {
  if (connection === undefined) return "Metrics are off: the check sends one metric";
  if (connection.transport === "grpc")
    return "Not for gRPC: the stock exporter opens its own connection, past the target policy";
  if (connection.auth.type === "sigv4") return "Not for SigV4: the stock exporter does not sign its requests";
  const isTaken = run.stages.some(
    ({ stage, status }) => stage === "metrics" && (status === "passed" || status === "warned"),
  );
  return isTaken ? null : "Metrics were not accepted";
}

async function exportOnce(run: ProbeRun, connection: EffectiveConnection): Promise<Exported> {
  const { socket, seen } = await openSocket(connection, run.network, run.abort, () => {});
  if (socket === null) return { code: 1, error: new Error("No connection") };
  const agent = socketAgent(socket, furtherSockets(connection, run.network, seen));
  // The exporter asks node:https for an https URL; TLS is ours already.
  if (connection.target.tls) Object.assign(agent, { protocol: "https:", defaultPort: 443 });
  const nothing = { path: "", headers: {}, body: new Uint8Array() };
  const fetched = await run.network.authorizers.of(connection)?.headersFor(nothing, run.network, run.abort);
  for (const secret of fetched?.secrets ?? []) run.secrets.learn(secret);
  const exporter = makeExporter(connection, fetched?.ok ? fetched.headers : {}, agent);
  const end = new Promise<Exported>((resolve) => {
    run.abort.addEventListener("abort", () => resolve({ code: 1, error: new Error("Ended by the time limit") }), {
      once: true,
    });
    exporter.export(oneMetric(run), resolve);
  });
  const result = await end;
  agent.destroy();
  return result;
}

function makeExporter(connection: EffectiveConnection, fetched: Record<string, string>, agent: Agent): Exporter {
  const options: Options = {
    url: connection.target.url,
    headers: { ...requestHeaders(connection), ...fetched },
    timeoutMillis: connection.timeoutMs,
    compression: connection.compression as NonNullable<Options["compression"]>,
    httpAgentOptions: () => agent,
  };
  return withoutExporterVariables(() =>
    connection.encoding === "json" ? new JsonExporter(options) : new ProtobufExporter(options),
  );
}

/** Credentials in this process's own OTEL_EXPORTER_OTLP_* would go along to the destination (stack.md, trap 7). */
function withoutExporterVariables<T>(make: () => T): T {
  const kept = Object.entries(process.env).filter(([name]) => name.startsWith("OTEL_EXPORTER_OTLP"));
  for (const [name] of kept) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of kept) process.env[name] = value;
  }
}

/** A reader would send twice (trap 25): the metric is handed to the exporter as it is. */
function oneMetric(run: ProbeRun): ResourceMetrics {
  const attributes = { "service.name": "outspan.test_logs", "outspan.run.id": run.id };
  const resource: ResourceMetrics["resource"] = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  const isCumulative = (run.destination.signals.metrics?.temporality ?? "cumulative") === "cumulative";
  const nowMs = run.wallClock().getTime();
  const time = (ms: number): [number, number] => [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
  return {
    resource,
    scopeMetrics: [
      {
        scope: { name: "outspan" },
        metrics: [
          {
            descriptor: { name: "outspan.test.sdk", description: "", unit: "1", valueType: 0 },
            aggregationTemporality: isCumulative ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA,
            dataPointType: DataPointType.SUM,
            isMonotonic: true,
            dataPoints: [{ startTime: time(nowMs - 1000), endTime: time(nowMs), attributes: {}, value: 1 }],
          },
        ],
      },
    ],
  };
}

/** An OTLPExporterError carries the HTTP status as its code. */
function statusOf(error: Error | undefined): number | null {
  return error !== undefined && "code" in error && typeof error.code === "number" ? error.code : null;
}

function codeOf(error: Error | undefined): string {
  return error !== undefined && "code" in error && typeof error.code === "string" ? error.code : "no answer";
}
