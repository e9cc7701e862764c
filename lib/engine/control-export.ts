// The calls of the control socket that are about export: status, attempts, history, retry, discard, what was given up, ingest, metrics.
// Maps them to the export; knows no lane.
import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import type { DeliveryAttempt, DeliveryHistory, RejectedRequest } from "#lib/destination/delivery";
import { RejectedName } from "#lib/destination/delivery";
import { Source } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { readBody, readJson, send, sendError } from "#lib/engine/control-message";
import { NoticeDuty, type SavedNotices } from "#lib/engine/notice/duty";
import {
  DestinationId,
  type EngineReceiver,
  type EngineStates,
  type EngineStatus,
  Webhook,
} from "#lib/engine/protocol";
import { type Signal, signals } from "#lib/otlp/signal";
import type { AppError } from "#lib/result";

export type ExportDoor = {
  /** `only`: of these destinations, as far as they are known. */
  status(only?: readonly string[]): EngineStatus;
  states(): EngineStates;
  /** The part of it that is about no destination. */
  receiver(): EngineReceiver;
  /** null, here and below: no such destination. */
  statusOf(id: string): Status | null;
  attempts(id: string, limit: number): DeliveryAttempt[] | null;
  history(id: string): DeliveryHistory | null;
  /** false: no such destination. */
  retryNow(id: string): boolean;
  /** Items; only of what came before `beforeMs`, where that is said. */
  discard(id: string, beforeMs?: number): Promise<number | null>;
  rejected(id: string): Promise<RejectedRequest[] | null>;
  /** null also where there is none of that name. */
  rejectedRequest(id: string, name: string): Promise<Uint8Array | null>;
  ingest(
    signal: Signal,
    source: Source,
    body: Uint8Array,
    only: readonly string[] | null,
  ): Promise<{ ok: true } | { ok: false; retryAfterMs: number }>;
  /** Prometheus text. */
  metrics(): Uint8Array;
  testWebhook(webhook: Webhook): Promise<{ accepted: boolean; message: string }>;
  takeNoticeDuty(duty: NoticeDuty): SavedNotices;
};

/** `id` and `more` as they stand in the path. */
type Asked = { noun: string; id: string; more: string; query: string };

/** Milliseconds since 1970. */
const Before = z.coerce.number().int().optional();

/** A source's request: as much as the receiver takes. */
const ingestBytesMax = 20 * 1024 * 1024;
const webhookBytesMax = 64 * 1024;
/** How destinations do on other nodes, and up to a thousand notices. */
const dutyBytesMax = 64 * 1024 * 1024;
const noSuchDestination: AppError = { code: "not_found", message: "The engine knows no such destination" };

/** false: the call is none of export. */
export async function answerExport(
  request: IncomingMessage,
  response: ServerResponse,
  door: ExportDoor,
  asked: Asked,
): Promise<boolean> {
  const call = `${request.method} /${asked.noun}`;
  if (call === "GET /metrics") {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(door.metrics());
  } else if (call === "GET /status" && asked.id === "") send(response, 200, door.status(onlyOf(asked)));
  else if (call === "GET /states" && asked.id === "") send(response, 200, door.states());
  else if (call === "GET /receiver" && asked.id === "") send(response, 200, door.receiver());
  else if (call === "POST /webhook") await testWebhook(request, response, door);
  else if (call === "POST /notices") await takeNoticeDuty(request, response, door);
  else if (call === "POST /ingest") await ingest(request, response, door, asked);
  else if (call === "GET /rejected" && asked.more !== "") await sendRejected(response, door, asked);
  else {
    const of = asked.more === "" ? ofDestination[call] : undefined;
    if (!of) return false;
    const body = DestinationId.safeParse(asked.id).success ? await of(door, asked) : null;
    if (body) send(response, 200, body);
    else sendError(response, noSuchDestination);
  }
  return true;
}

function onlyOf({ query }: Asked): string[] | undefined {
  return new URLSearchParams(query)
    .get("only")
    ?.split(",")
    .filter((id) => DestinationId.safeParse(id).success);
}

/** null: no such destination. */
const ofDestination: Record<string, (door: ExportDoor, asked: Asked) => object | null | Promise<object | null>> = {
  "GET /status": (door, { id }) => door.statusOf(id),
  "GET /attempts": (door, { id, query }) => {
    const limit = Number(new URLSearchParams(query).get("limit") ?? 50);
    const items = door.attempts(id, Number.isSafeInteger(limit) ? limit : 50);
    return items && { items, next: null };
  },
  "GET /history": (door, { id }) => door.history(id),
  "GET /rejected": async (door, { id }) => {
    const items = await door.rejected(id);
    return items && { items };
  },
  "POST /retry": (door, { id }) => (door.retryNow(id) ? {} : null),
  "POST /discard": async (door, { id, query }) => {
    const before = Before.safeParse(new URLSearchParams(query).get("before") ?? undefined);
    const items = before.success ? await door.discard(id, before.data) : null;
    return items === null ? null : { items };
  },
};

async function sendRejected(response: ServerResponse, door: ExportDoor, { id, more }: Asked): Promise<void> {
  const isNamed = DestinationId.safeParse(id).success && RejectedName.safeParse(more).success;
  const body = isNamed ? await door.rejectedRequest(id, more) : null;
  if (body === null) sendError(response, { code: "not_found", message: "There is no such request, or not any more" });
  else response.writeHead(200, { "content-type": "application/x-protobuf" }).end(body);
}

async function ingest(
  request: IncomingMessage,
  response: ServerResponse,
  door: ExportDoor,
  named: Asked,
): Promise<void> {
  const source = Source.safeParse(named.id);
  const signal = signals.find((one) => one === named.more);
  if (!source.success || signal === undefined) {
    return sendError(response, { code: "not_found", message: "The engine has no such source" });
  }
  const body = await readBody(request, ingestBytesMax);
  if (!body.ok) return sendError(response, body.error);
  const only = new URLSearchParams(named.query).get("destinations");
  const done = await door.ingest(signal, source.data, body.data, only === null ? null : only.split(","));
  if (done.ok) response.writeHead(204).end();
  else {
    const retryAfterSeconds = Math.ceil(done.retryAfterMs / 1000);
    sendError(response, { code: "unavailable", message: "It cannot be stored now", retryAfterSeconds });
  }
}

async function testWebhook(request: IncomingMessage, response: ServerResponse, door: ExportDoor): Promise<void> {
  const body = await readJson(request, webhookBytesMax);
  if (!body.ok) return sendError(response, body.error);
  const webhook = Webhook.safeParse(body.data);
  if (!webhook.success) return sendError(response, { code: "invalid", message: "Not a webhook" });
  send(response, 200, await door.testWebhook(webhook.data));
}

async function takeNoticeDuty(request: IncomingMessage, response: ServerResponse, door: ExportDoor): Promise<void> {
  const body = await readJson(request, dutyBytesMax);
  if (!body.ok) return sendError(response, body.error);
  const duty = NoticeDuty.safeParse(body.data);
  if (!duty.success) return sendError(response, { code: "invalid", message: "Not a duty of notices" });
  send(response, 200, door.takeNoticeDuty(duty.data));
}
