// The console's side of the engine's socket: starts and reads probes, hands over the configuration, and learns when the engine
// is gone or silent. Knows no database and no Next; an engine that does not answer is a value, `unavailable`.
import { type ClientRequest, type IncomingMessage, request as openRequest } from "node:http";
import type * as z from "zod";
import { type DeliveryAttempt, DeliveryHistory } from "#lib/destination/delivery";
import type { Source } from "#lib/destination/schema";
import { brokenReport } from "#lib/engine/broken-report";
import {
  DeliveryAttempts,
  Discarded,
  Done,
  EngineConfiguration,
  EngineError,
  EngineStatus,
  ProbeRequest,
  ProbeStarted,
  type Webhook,
} from "#lib/engine/protocol";
import { isTrusted } from "#lib/engine/socket-path";
import { log } from "#lib/log";
import { ProbeEvent, type Stage } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";
import { fail, ok, type Result } from "#lib/result";
import { WebhookTested } from "#lib/settings";

export type EngineClient = {
  /** Throws nothing: false where the engine is away; it gets its configuration when it is back. */
  configure(configuration: EngineConfiguration, abort?: AbortSignal): Promise<boolean>;
  /** May wait for a place; a caller who leaves meanwhile starts nothing. */
  startProbe(request: ProbeRequest, abort?: AbortSignal): Promise<Result<{ id: string }>>;
  /** Events as they come; the last one is always the report, also when the engine dies in between. Ending early cancels. */
  readProbe(id: string, abort: AbortSignal): Promise<Result<AsyncIterable<ProbeEvent>>>;
  /** Of all destinations and the receiver. Sees every item that was acknowledged before the call. */
  status(): Promise<Result<EngineStatus>>;
  attempts(id: string, limit: number): Promise<Result<DeliveryAttempt[]>>;
  history(id: string): Promise<Result<DeliveryHistory>>;
  /** What waits is tried now. */
  retry(id: string): Promise<Result<void>>;
  /** What waits is given up, counted as discarded; resolves when it is. */
  discard(id: string): Promise<Result<{ items: number }>>;
  /** Telemetry of a source on the console's side, an OTLP protobuf request; true = it is on disk. */
  ingest(source: Source, signal: Signal, body: Uint8Array, destinations?: readonly string[]): Promise<boolean>;
  /** Prometheus text. */
  metrics(): Promise<Result<string>>;
  /** Sends a test message to a webhook; the answer is what the receiver said. */
  testWebhook(webhook: Webhook): Promise<Result<{ accepted: boolean; message: string }>>;
  /** Resolves when the engine is gone or says nothing for too long, at once if it is not there, or when aborted. */
  watch(abort: AbortSignal): Promise<void>;
};

/** How long the engine may say nothing, where it answers at once or beats each second, and around a probe. */
type Silence = { shortMs: number; probeMs: number };
/** A probe may wait 5 s for its place. */
const silenceMax: Silence = { shortMs: 3000, probeMs: 10_000 };

/** `body` goes as JSON, `bytes` as they are. */
type Call = {
  method: string;
  path: string;
  body?: unknown;
  bytes?: Uint8Array;
  abort?: AbortSignal | undefined;
  silenceMs: number;
};
/** A discard reads the backlog, a webhook's receiver may be slow. */
const longMs = 30_000;

const away = fail("unavailable", "The engine is not running; it starts again by itself", { retryAfterSeconds: 1 });

export function engineClient(socketPath: string, { shortMs, probeMs }: Silence = silenceMax): EngineClient {
  const call = (options: Call) => callEngine(socketPath, options);
  const read = async <T>(
    options: Partial<Call> & Pick<Call, "method" | "path">,
    shape: z.ZodType<T>,
  ): Promise<Result<T>> => {
    const answer = await call({ silenceMs: shortMs, ...options });
    if (!answer.ok) return answer;
    const parsed = shape.safeParse(parseJson(await textOf(answer.data)));
    return parsed.success ? ok(parsed.data) : away;
  };
  return {
    async configure(configuration, abort) {
      const body = EngineConfiguration.parse(configuration);
      const answer = await call({ method: "PUT", path: "/configuration", body, abort, silenceMs: shortMs });
      if (answer.ok) answer.data.resume();
      return answer.ok;
    },
    async startProbe(request, abort) {
      const body = ProbeRequest.parse(request);
      const answer = await call({ method: "POST", path: "/probes", body, abort, silenceMs: probeMs });
      if (!answer.ok) return answer;
      const started = ProbeStarted.safeParse(parseJson(await textOf(answer.data)));
      return started.success ? ok(started.data) : away;
    },
    async readProbe(id, abort) {
      const startedAt = new Date();
      const path = `/probes/${encodeURIComponent(id)}`;
      const answer = await call({ method: "GET", path, abort, silenceMs: probeMs });
      return answer.ok ? ok(eventsOf(answer.data, id, startedAt, abort)) : answer;
    },
    status: () => read({ method: "GET", path: "/status" }, EngineStatus),
    async attempts(id, limit) {
      const found = await read(
        { method: "GET", path: `/attempts/${encodeURIComponent(id)}?limit=${limit}` },
        DeliveryAttempts,
      );
      return found.ok ? ok(found.data.items) : found;
    },
    history: (id) => read({ method: "GET", path: `/history/${encodeURIComponent(id)}` }, DeliveryHistory),
    async retry(id) {
      const done = await read({ method: "POST", path: `/retry/${encodeURIComponent(id)}` }, Done);
      return done.ok ? ok(undefined) : done;
    },
    discard: (id) => read({ method: "POST", path: `/discard/${encodeURIComponent(id)}` }, Discarded),
    async ingest(source, signal, body, destinations) {
      const only = destinations === undefined ? "" : `?destinations=${destinations.map(encodeURIComponent).join(",")}`;
      const answer = await call({
        method: "POST",
        path: `/ingest/${source}/${signal}${only}`,
        bytes: body,
        silenceMs: longMs,
      });
      if (answer.ok) answer.data.resume();
      return answer.ok;
    },
    async metrics() {
      const answer = await call({ method: "GET", path: "/metrics", silenceMs: shortMs });
      return answer.ok ? ok(await textOf(answer.data)) : answer;
    },
    testWebhook: (webhook) =>
      read({ method: "POST", path: "/webhook", body: webhook, silenceMs: longMs }, WebhookTested),
    async watch(abort) {
      const answer = await call({ method: "GET", path: "/watch", abort, silenceMs: shortMs });
      if (!answer.ok) return;
      answer.data.on("error", () => {});
      answer.data.resume();
      // Not once() of node:events: that rejects on the error that a killed engine's socket reports.
      if (!answer.data.closed) await new Promise((resolve) => answer.data.once("close", resolve));
    },
  };
}

/** The answer's stream for a 2xx, its error otherwise. */
async function callEngine(socketPath: string, call: Call): Promise<Result<IncomingMessage>> {
  if (!isTrusted(socketPath)) return away;
  const body = call.bytes ?? (call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body)));
  const contentType = call.bytes === undefined ? "application/json" : "application/x-protobuf";
  const headers = body === undefined ? {} : { "content-type": contentType, "content-length": body.byteLength };
  const { method, path, abort, silenceMs: timeout } = call;
  const signal = abort === undefined ? {} : { signal: abort };
  const request = openRequest({ socketPath, method, path, headers, agent: false, timeout, ...signal });
  // Until the end of the answer: an engine that hangs accepts connections and keeps them.
  request.on("timeout", () => request.destroy());
  const response = await answerTo(request.end(body));
  if (response === null) return away;
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return ok(response);
  const parsed = EngineError.safeParse(parseJson(await textOf(response)));
  return parsed.success ? { ok: false, error: parsed.data.error } : away;
}

function answerTo(request: ClientRequest): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    request.once("response", resolve);
    // Stays for the request's life: an error after the answer is the stream's to report.
    request.on("error", () => resolve(null));
  });
}

async function* eventsOf(
  answer: IncomingMessage,
  id: string,
  startedAt: Date,
  abort: AbortSignal,
): AsyncGenerator<ProbeEvent> {
  const stages: Stage[] = [];
  try {
    for await (const event of lines(answer, id)) {
      yield event;
      if ("report" in event) return;
      stages.push(event.stage);
    }
  } finally {
    answer.destroy();
  }
  if (abort.aborted) return;
  const title = "The engine stopped while it tested";
  const advice =
    "Nothing is known about the server beyond the stages above. The engine starts again by itself: test again.";
  yield { report: brokenReport({ id, startedAt, now: new Date(), stages, title, advice }) };
}

/** Ends without an error when the stream breaks off: a half line is no event. */
async function* lines(answer: IncomingMessage, id: string): AsyncGenerator<ProbeEvent> {
  let rest = "";
  try {
    for await (const chunk of answer.setEncoding("utf8")) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      // An empty line is a heartbeat.
      for (const line of parts.filter((part) => part !== "")) {
        const event = ProbeEvent.safeParse(parseJson(line));
        if (event.success) yield event.data;
        else log.error("The engine told an event of a shape that is not known", { probe: id, length: line.length });
      }
    }
  } catch (error) {
    if (!isBreak(error)) throw error;
  }
}

/** The engine is gone, or the reader left: both end the stream, neither is a bug. */
function isBreak(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ECONNRESET" || code === "ABORT_ERR" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What came of it: half an answer of an engine that dies is nothing that can be parsed. */
async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk);
  } catch (error) {
    if (!isBreak(error)) throw error;
  }
  return Buffer.concat(chunks).toString("utf8");
}
