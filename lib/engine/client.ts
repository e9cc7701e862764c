// The console's side of the engine's socket: starts and reads probes, hands over the configuration, and learns when the engine
// is gone or silent. Knows no database and no Next; an engine that does not answer is a value, `unavailable`.
import type { IncomingMessage } from "node:http";
import type * as z from "zod";
import type { CapabilityEvent } from "#lib/destination/capability";
import { type DeliveryAttempt, DeliveryHistory, type RejectedRequest } from "#lib/destination/delivery";
import type { Source } from "#lib/destination/schema";
import { Status } from "#lib/destination/status";
import { capabilityEvents } from "#lib/engine/capabilities/events";
import {
  bytesOf,
  type Call,
  type Called,
  callEngine,
  parseJson,
  type ReadAnswer,
  textOf,
} from "#lib/engine/engine-call";
import { NoticeDuty, SavedNotices } from "#lib/engine/notice/duty";
import { probeEvents } from "#lib/engine/probe-events";
import {
  CapabilityRequest,
  DeliveryAttempts,
  Discarded,
  Done,
  EngineConfiguration,
  EngineReceiver,
  EngineStates,
  EngineStatus,
  ProbeRequest,
  ProbeStarted,
  RejectedRequests,
  type Webhook,
} from "#lib/engine/protocol";
import type { ProbeEvent } from "#lib/otlp/report";
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
  /** Tries what the endpoint accepts, a row as each request ends; the last event is always the summary. Ending early cancels. */
  tryCapabilities(request: CapabilityRequest, abort: AbortSignal): Promise<Result<AsyncIterable<CapabilityEvent>>>;
  /** Of all destinations, or of `only` these, and the receiver. Sees every item that was acknowledged before the call. */
  status(only?: readonly string[]): Promise<Result<EngineStatus>>;
  /** Only the state of each: quick, however many there are. */
  states(): Promise<Result<EngineStates["items"]>>;
  /** The part of it that is about no destination: quick, however many there are. */
  receiver(): Promise<Result<EngineReceiver>>;
  /** Of one destination, as `status` tells it; `not_found` while the engine does not know it. */
  statusOf(id: string): Promise<Result<Status>>;
  attempts(id: string, limit: number): Promise<Result<DeliveryAttempt[]>>;
  history(id: string): Promise<Result<DeliveryHistory>>;
  /** What waits is tried now. */
  retry(id: string): Promise<Result<"tried" | Unanswered>>;
  /** What waits is given up, counted as discarded; resolves when it is. `before`: only what came before that, by this machine's clock. */
  discard(id: string, before?: Date): Promise<Result<{ items: number } | Unanswered>>;
  /** What it refused for good and is kept for a while, newest first. */
  rejected(id: string): Promise<Result<RejectedRequest[]>>;
  /** One of them: the OTLP request as protobuf. */
  rejectedRequest(id: string, name: string): Promise<Result<Uint8Array>>;
  /** Telemetry of a source on the console's side, an OTLP protobuf request; true = it is on disk. */
  ingest(source: Source, signal: Signal, body: Uint8Array, destinations?: readonly string[]): Promise<boolean>;
  /** Prometheus text. */
  metrics(): Promise<Result<string>>;
  /** Sends a test message to a webhook; the answer is what the receiver said. */
  testWebhook(webhook: Webhook): Promise<Result<{ accepted: boolean; message: string }>>;
  /** This engine sends notices for all nodes, for a few seconds; the answer is where it stands. */
  takeNoticeDuty(duty: NoticeDuty): Promise<Result<SavedNotices>>;
  /** Resolves when the engine is gone or says nothing for too long, at once if it is not there, or when aborted. */
  watch(abort: AbortSignal): Promise<void>;
};

/** It was asked, and no answer came: it may be done, and nobody knows how much of it. */
type Unanswered = "unanswered";

/** How long the engine may say nothing: where it answers at once or beats each second, around a probe, where it works, and on a discard. */
type Silence = { shortMs: number; probeMs: number; longMs: number; discardMs: number };
/** A probe may wait 5 s for its place, a webhook's receiver may be slow, a discard reads the backlog. */
const silenceMax: Silence = { shortMs: 3000, probeMs: 10_000, longMs: 30_000, discardMs: 120_000 };

const away = fail("unavailable", "The engine is not running; it starts again by itself", { retryAfterSeconds: 1 });

export function engineClient(socketPath: string, silence: Partial<Silence> = {}): EngineClient {
  const socket = { path: socketPath, silence: { ...silenceMax, ...silence } };
  return { ...probeCalls(socket), ...healthCalls(socket), ...deliveryCalls(socket), ...otherCalls(socket) };
}

type Socket = { path: string; silence: Silence };
type Asked = Omit<Call, "silenceMs"> & { silenceMs?: number };

async function ask<T>({ path, silence }: Socket, asked: Asked, read: ReadAnswer<T>): Promise<Called<T>> {
  return callEngine(path, { silenceMs: silence.shortMs, ...asked }, read);
}

/** The answer's stream. */
async function stream(socket: Socket, asked: Asked): Promise<Result<IncomingMessage>> {
  return resultOf(await ask(socket, asked, (answer) => answer));
}

async function read<T>(socket: Socket, asked: Asked, shape: z.ZodType<T>): Promise<Result<T>> {
  return resultOf(await ask(socket, asked, jsonOf(shape)));
}

function jsonOf<T>(shape: z.ZodType<T>): ReadAnswer<T> {
  return async (answer) => shape.safeParse(parseJson(await textOf(answer))).data ?? null;
}

function resultOf<T>(called: Called<T>): Result<T> {
  if (called.kind === "answered") return ok(called.data);
  return called.kind === "refused" ? { ok: false, error: called.error } : away;
}

/** For an order, which may be obeyed although no answer came. */
function orderOf<T>(called: Called<T>): Result<T | Unanswered> {
  return called.kind === "silent" && called.wasAsked ? ok("unanswered") : resultOf(called);
}

function probeCalls(socket: Socket): Pick<EngineClient, "startProbe" | "readProbe" | "tryCapabilities"> {
  const { probeMs: silenceMs } = socket.silence;
  return {
    startProbe(request, abort) {
      const body = ProbeRequest.parse(request);
      return read(socket, { method: "POST", path: "/probes", body, abort, silenceMs }, ProbeStarted);
    },
    async readProbe(id, abort) {
      const startedAt = new Date();
      const answer = await stream(socket, { method: "GET", path: pathOf("probes", id), abort, silenceMs });
      return answer.ok ? ok(probeEvents(answer.data, id, startedAt, abort)) : answer;
    },
    async tryCapabilities(request, abort) {
      const startedAt = new Date();
      const body = CapabilityRequest.parse(request);
      const answer = await stream(socket, { method: "POST", path: "/capabilities", body, abort, silenceMs });
      return answer.ok ? ok(capabilityEvents(answer.data, request.runId, startedAt, abort)) : answer;
    },
  };
}

type HealthCall =
  | "status"
  | "states"
  | "receiver"
  | "statusOf"
  | "attempts"
  | "history"
  | "rejected"
  | "rejectedRequest"
  | "metrics";

function healthCalls(socket: Socket): Pick<EngineClient, HealthCall> {
  const get = <T>(path: string, shape: z.ZodType<T>) => read(socket, { method: "GET", path }, shape);
  return {
    status: (only) => get(only ? `/status?only=${only.join(",")}` : "/status", EngineStatus),
    async states() {
      const found = await get("/states", EngineStates);
      return found.ok ? ok(found.data.items) : found;
    },
    receiver: () => get("/receiver", EngineReceiver),
    statusOf: (id) => get(pathOf("status", id), Status),
    async attempts(id, limit) {
      const found = await get(`${pathOf("attempts", id)}?limit=${limit}`, DeliveryAttempts);
      return found.ok ? ok(found.data.items) : found;
    },
    history: (id) => get(pathOf("history", id), DeliveryHistory),
    async rejected(id) {
      const found = await get(pathOf("rejected", id), RejectedRequests);
      return found.ok ? ok(found.data.items) : found;
    },
    async rejectedRequest(id, name) {
      const asked = { method: "GET", path: pathOf("rejected", id, name) };
      // Half a request is none.
      const whole: ReadAnswer<Uint8Array> = async (answer) => {
        const bytes = await bytesOf(answer);
        return answer.complete ? bytes : null;
      };
      return resultOf(await ask(socket, asked, whole));
    },
    metrics: async () => resultOf(await ask(socket, { method: "GET", path: "/metrics" }, textOf)),
  };
}

function deliveryCalls(socket: Socket): Pick<EngineClient, "retry" | "discard"> {
  const { longMs, discardMs } = socket.silence;
  return {
    async retry(id) {
      const asked = { method: "POST", path: pathOf("retry", id), silenceMs: longMs };
      return orderOf(
        await ask(socket, asked, async (answer) => ((await jsonOf(Done)(answer)) ? ("tried" as const) : null)),
      );
    },
    async discard(id, before) {
      const query = before === undefined ? "" : `?before=${before.getTime()}`;
      const asked = { method: "POST", path: pathOf("discard", id) + query, silenceMs: discardMs };
      return orderOf(await ask(socket, asked, jsonOf(Discarded)));
    },
  };
}

function otherCalls(
  socket: Socket,
): Pick<EngineClient, "configure" | "ingest" | "testWebhook" | "takeNoticeDuty" | "watch"> {
  const { longMs: silenceMs } = socket.silence;
  const isDone = async (asked: Asked) => {
    const answer = await stream(socket, asked);
    if (answer.ok) answer.data.resume();
    return answer.ok;
  };
  return {
    configure(configuration, abort) {
      const body = EngineConfiguration.parse(configuration);
      return isDone({ method: "PUT", path: "/configuration", body, abort });
    },
    ingest(source, signal, body, destinations) {
      const only = destinations === undefined ? "" : `?destinations=${destinations.map(encodeURIComponent).join(",")}`;
      return isDone({ method: "POST", path: `/ingest/${source}/${signal}${only}`, bytes: body, silenceMs });
    },
    testWebhook: (webhook) =>
      read(socket, { method: "POST", path: "/webhook", body: webhook, silenceMs }, WebhookTested),
    takeNoticeDuty: (duty) =>
      read(socket, { method: "POST", path: "/notices", body: NoticeDuty.parse(duty) }, SavedNotices),
    async watch(abort) {
      const answer = await stream(socket, { method: "GET", path: "/watch", abort });
      if (!answer.ok) return;
      answer.data.on("error", () => {});
      answer.data.resume();
      // Not once() of node:events: that rejects on the error that a killed engine's socket reports.
      if (!answer.data.closed) await new Promise((resolve) => answer.data.once("close", resolve));
    },
  };
}

function pathOf(noun: string, ...names: string[]): string {
  return ["", noun, ...names.map(encodeURIComponent)].join("/");
}
