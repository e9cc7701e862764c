// Outspan's own spans and log lines by the OpenTelemetry SDK, batched by it and handed on as OTLP requests. Bounded in number
// per second: nothing that is told here can make more of itself.
import { SeverityNumber, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import * as z from "zod";
import type { HttpRequest } from "#lib/engine/sources/self";
import type { Put } from "#lib/engine/sources/self-outbox";
import type { SourceClock } from "#lib/engine/sources/source-user";

type Given = { resource: Readonly<Record<string, string>>; clock: SourceClock; put: Put };
export type Spans = { httpRequest(request: HttpRequest): void; end(): Promise<null> };
export type Lines = { line(text: string): void; end(): Promise<null> };

const spansPerSecond = 10;
const linesPerSecond = 20;
const delayMs = 2000;
const valueLengthMax = 8192;
/** Lines about delivering carry this field: delivered themselves, they would be about delivering them. */
const deliveryField = "delivery";
/** What an exception or a server said may quote anything: it stays in the log of this machine. */
const keptBack = new Set(["reason", "stack"]);

type Done = (result: { code: number; error?: Error }) => void;

/** An exporter of the SDK's kind. The outbox tries again; a failure here is a bug of ours. */
function exporterTo<T>(serialize: (items: T[]) => Uint8Array | undefined, put: (body: Uint8Array) => Promise<void>) {
  return {
    export(items: T[], done: Done) {
      put(serialize(items) ?? new Uint8Array()).then(
        () => done({ code: 0 }),
        (error: unknown) => done({ code: 1, error: error instanceof Error ? error : new Error("unknown") }),
      );
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

export function createSpans({ resource, clock, put }: Given): Spans {
  const exporter = exporterTo<ReadableSpan>(ProtobufTraceSerializer.serializeRequest, (body) =>
    put("traces", body, null),
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...resource }),
    sampler: someEachSecond(spansPerSecond, clock),
    spanLimits: { attributeValueLengthLimit: valueLengthMax },
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: delayMs })],
  });
  const tracer = provider.getTracer("outspan");
  return {
    httpRequest({ method, route, status, startedAtMs, durationMs }) {
      const attributes = {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
        "url.scheme": "http",
      };
      const options = { kind: SpanKind.SERVER, startTime: new Date(startedAtMs), attributes, root: true };
      const span = tracer.startSpan(`${method} ${route}`, options);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(new Date(startedAtMs + durationMs));
    },
    async end() {
      await provider.shutdown();
      return null;
    },
  };
}

export function createLines({ resource, clock, put }: Given): Lines {
  const exporter = exporterTo<ReadableLogRecord>(ProtobufLogsSerializer.serializeRequest, (body) =>
    put("logs", body, null),
  );
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ ...resource }),
    logRecordLimits: { attributeValueLengthLimit: valueLengthMax },
    processors: [new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: delayMs })],
  });
  const logger = provider.getLogger("outspan");
  const allow = allowance(linesPerSecond, clock);
  return {
    line(text) {
      const { time, level, message, ...fields } = Line.parse(JSON.parse(text));
      if (deliveryField in fields || !allow()) return;
      logger.emit({
        timestamp: new Date(time),
        severityNumber: severities[level],
        severityText: level.toUpperCase(),
        body: message,
        attributes: Object.fromEntries(
          Object.entries(fields).flatMap(([key, value]) => (keptBack.has(key) ? [] : [[key, plain(value)]])),
        ),
      });
    },
    async end() {
      await provider.shutdown();
      return null;
    },
  };
}

/** What lib/log.ts writes: cleaned of secrets there. */
const Line = z.looseObject({ time: z.string(), level: z.enum(["info", "warn", "error"]), message: z.string() });
const severities = { info: SeverityNumber.INFO, warn: SeverityNumber.WARN, error: SeverityNumber.ERROR };

function plain(value: unknown): string | number | boolean {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  // Of an exception its name is told.
  return JSON.stringify(value, (key, inner: unknown) => (keptBack.has(key) ? undefined : inner)) ?? "";
}

/** The first requests of each second: a quiet console shows every one, a busy one costs no more. */
function someEachSecond(perSecond: number, clock: SourceClock): Sampler {
  const allow = allowance(perSecond, clock);
  const on = new AlwaysOnSampler().shouldSample();
  return {
    shouldSample: () => (allow() ? on : { decision: SamplingDecision.NOT_RECORD }),
    toString: () => `SomeEachSecond{${perSecond}}`,
  };
}

function allowance(perSecond: number, clock: SourceClock): () => boolean {
  let second = 0;
  let used = 0;
  return () => {
    const now = Math.floor(clock.monotonicMs() / 1000);
    if (now !== second) used = 0;
    second = now;
    return used++ < perSecond;
  };
}
