// The calls of the control socket that are about export: status, attempts, history, retry, discard, ingest, metrics. Maps them to the
// export; knows no lane.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DeliveryAttempt, DeliveryHistory } from "#lib/destination/delivery";
import { Source } from "#lib/destination/schema";
import { readBody, readJson, send, sendError } from "#lib/engine/control-message";
import { type EngineStatus, Webhook } from "#lib/engine/protocol";
import { type Signal, signals } from "#lib/otlp/signal";
import type { AppError } from "#lib/result";

export type ExportDoor = {
  status(): EngineStatus;
  attempts(id: string, limit: number): DeliveryAttempt[] | null;
  history(id: string): DeliveryHistory | null;
  /** false: no such destination. */
  retryNow(id: string): boolean;
  /** Items; null: no such destination. */
  discard(id: string): Promise<number | null>;
  ingest(
    signal: Signal,
    source: Source,
    body: Uint8Array,
    only: readonly string[] | null,
  ): Promise<{ ok: true } | { ok: false; retryAfterMs: number }>;
  /** Prometheus text. */
  metrics(): Uint8Array;
  testWebhook(webhook: Webhook): Promise<{ accepted: boolean; message: string }>;
};

type Asked = { noun: string; id: string; more: string; query: string };

/** A source's request: as much as the receiver takes. */
const ingestBytesMax = 20 * 1024 * 1024;
const webhookBytesMax = 64 * 1024;
const noSuchDestination: AppError = { code: "not_found", message: "The engine knows no such destination" };

/** false: the call is none of export. */
export async function answerExport(
  request: IncomingMessage,
  response: ServerResponse,
  door: ExportDoor,
  asked: Asked,
): Promise<boolean> {
  const { noun, id, more, query } = asked;
  const found = (body: object | null) => (body ? send(response, 200, body) : sendError(response, noSuchDestination));
  switch (`${request.method} /${noun}`) {
    case "GET /status":
      send(response, 200, door.status());
      return true;
    case "GET /attempts": {
      const limit = Number(new URLSearchParams(query).get("limit") ?? 50);
      const items = door.attempts(id, Number.isSafeInteger(limit) ? limit : 50);
      found(items && { items, next: null });
      return true;
    }
    case "GET /history":
      found(door.history(id));
      return true;
    case "POST /retry":
      found(door.retryNow(id) ? {} : null);
      return true;
    case "POST /discard": {
      const items = await door.discard(id);
      found(items === null ? null : { items });
      return true;
    }
    case "GET /metrics":
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(door.metrics());
      return true;
    case "POST /webhook":
      await testWebhook(request, response, door);
      return true;
    case "POST /ingest":
      await ingest(request, response, door, { source: id, signal: more, query });
      return true;
    default:
      return false;
  }
}

async function ingest(
  request: IncomingMessage,
  response: ServerResponse,
  door: ExportDoor,
  named: { source: string; signal: string; query: string },
): Promise<void> {
  const source = Source.safeParse(named.source);
  const signal = signals.find((one) => one === named.signal);
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
