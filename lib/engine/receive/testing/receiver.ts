// A receiver on free ports for tests, with the real way to a log that only remembers, and requests on raw sockets.
import { hash } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingHttpHeaders, type RequestOptions, request } from "node:http";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { Entry } from "#lib/engine/log/record";
import { type Admit, createAdmit } from "#lib/engine/receive/admit";
import { type ByteBudget, createByteBudget } from "#lib/engine/receive/byte-budget";
import { createInflate } from "#lib/engine/receive/inflate";
import { createIngestKeys, type IngestKey, type IngestKeys } from "#lib/engine/receive/ingest-keys";
import { openKeyCounts } from "#lib/engine/receive/key-counts";
import {
  heldBytesMax,
  openReceiver,
  type Receiver,
  type ReceiverParts,
  type ReceiverSettings,
  requestBytesMax,
} from "#lib/engine/receive/receiver";
import type { Routed } from "#lib/engine/receive/route";
import { probeBatch } from "#lib/otlp/payload";
import { type Signal, signals } from "#lib/otlp/signal";

export const anyPort = { host: "127.0.0.1", port: 0, explicit: true };
const closed: ReceiverSettings = { http: null, grpc: null, tls: null, token: null, corsOrigins: [] };

const everything: Routed = {
  id: "everything",
  enabled: true,
  sources: ["otlp"],
  signals: Object.fromEntries(signals.map((signal) => [signal, { enabled: true }])),
};

export type Stored = Entry & { signal: Signal };

export function memoryAdmit(budget: ByteBudget, append: (stored: Stored) => Promise<void> = async () => {}): Admit {
  return createAdmit<void>({
    append: (signal, entry) => append({ ...entry, signal }),
    configuration: () => [everything],
    inflate: createInflate({ bytesMax: requestBytesMax }),
    reserve: budget.reserve,
    holdBackMs: () => null,
    stored: () => {},
    unrouted: () => {},
    now: () => 5,
  });
}

/** Those keys, or nothing to ask for; what they are used for is kept in memory. */
export function ingestKeys(token: string | null = null, keys: readonly IngestKey[] = [], now = Date.now): IngestKeys {
  const counts = openKeyCounts("/nowhere/ingest-keys.json", () => {});
  const made = createIngestKeys({ token, counts, now });
  made.configure(keys);
  return made;
}

export function ingestKey(name: string, key: string, expiresAt: string | null = null): IngestKey {
  return { id: `id-${name}`, name, hash: hash("sha256", key, "hex"), expiresAt };
}

type More = Partial<ReceiverSettings> & {
  admit?: Admit;
  heldMax?: number;
  limits?: NonNullable<ReceiverParts["limits"]>;
  append?: (stored: Stored) => Promise<void>;
  keys?: IngestKeys;
  /** false = what is stored is forgotten. */
  keeps?: boolean;
};

/** Ports of doors that are off are 0. */
export async function opened({ admit, keys, heldMax, limits = {}, append, keeps = true, ...settings }: More = {}) {
  const budget = createByteBudget(heldMax ?? heldBytesMax);
  const stored: Stored[] = [];
  const remember = async (entry: Stored) => {
    await append?.(entry);
    if (keeps) stored.push(entry);
  };
  const result = await openReceiver({
    settings: { ...closed, http: anyPort, ...settings },
    admit: admit ?? memoryAdmit(budget, remember),
    keys: keys ?? ingestKeys(settings.token ?? null),
    budget,
    now: () => performance.now(),
    limits,
  });
  if (!result.ok) throw new Error(result.error.message);
  const receiver: Receiver = result.data;
  onTestFinished(() => receiver.close(0));
  return { receiver, budget, stored, httpPort: receiver.http?.port ?? 0, grpcPort: receiver.grpc?.port ?? 0 };
}

export function payload(signal: Signal = "traces", encoding: "protobuf" | "json" = "protobuf"): Uint8Array {
  return probeBatch({
    signal,
    encoding,
    temporality: "delta",
    histograms: "explicit",
    now: 1_795_264_083_078_123_456n,
    random: (bytes) => new Uint8Array(bytes).fill(1),
    runId: "run-1",
  }).batch.body;
}

export const contentTypes = { protobuf: "application/x-protobuf", json: "application/json" } as const;

export type Answered = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** One request of node:http on a connection of its own, unless the options bring an agent. */
export async function send(
  port: number,
  body: Uint8Array | readonly Uint8Array[] = payload(),
  options: RequestOptions = {},
): Promise<Answered> {
  const asking = request({
    host: "127.0.0.1",
    port,
    method: "POST",
    path: "/v1/traces",
    agent: new Agent(),
    ...options,
    headers: { "content-type": contentTypes.protobuf, ...options.headers },
  });
  if (body instanceof Uint8Array) {
    asking.end(body);
  } else {
    for (const part of body) asking.write(part);
    asking.end();
  }
  const [response] = await once(asking, "response");
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) };
}

/** A socket that writes what it is told, and everything that came back until it was closed. */
export async function rawSocket(port: number): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect({ host: "127.0.0.1", port });
  await once(socket, "connect");
  const parts: Buffer[] = [];
  socket.on("data", (part: Buffer) => parts.push(part)).on("error", () => {});
  const answer = new Promise<string>((resolve) => {
    socket.once("close", () => resolve(Buffer.concat(parts).toString("latin1")));
  });
  return { socket, answer };
}
