// Continuous export in one process for tests: a real log on disk, real receivers, and requests with items that can be told apart.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import type { Connection, Destination } from "#lib/destination/schema";
import { type Export, openExport } from "#lib/engine/export";
import type { EngineDestination } from "#lib/engine/protocol";
import { createInflate } from "#lib/engine/receive/inflate";
import { emptyConfiguration } from "#lib/engine/testing/configuration";
import { listen, network } from "#lib/engine/testing/peers";
import { type Signal, signals } from "#lib/otlp/signal";
import { toJson } from "#lib/otlp/to-json";
import { toProtobuf } from "#lib/otlp/to-protobuf";

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "outspan-export-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

type Opened = Export & { bugs: unknown[]; close(): Promise<void> };

/** No jitter: every wait is the shortest. Closed with the test, or before by `close`. */
export async function openTestExport(directory: string, bytesMax = 1 << 30, now = Date.now): Promise<Opened> {
  const bugs: unknown[] = [];
  const exporting = await openExport({
    directory,
    bytesMax,
    network,
    inflate: createInflate({ bytesMax: 20 << 20 }),
    reserve: () => () => {},
    clock: { now, monotonicMs: () => performance.now(), random: () => 0 },
    onBug: (error) => bugs.push(error),
  });
  let closed: Promise<void> | null = null;
  const close = () => {
    closed ??= exporting.stop(500);
    return closed;
  };
  onTestFinished(close);
  return { ...exporting, bugs, close };
}

type More = Partial<Omit<Destination, "connection">> & { connection?: Connection };

export function exported(id: string, port: number, more: More = {}, revision = 1): EngineDestination {
  const { connection, ...rest } = more;
  return {
    id,
    revision,
    isPaused: false,
    destination: {
      name: id,
      connection: { transport: "http", endpoint: `http://127.0.0.1:${port}`, ...connection },
      signals: Object.fromEntries(signals.map((signal) => [signal, { enabled: true }])),
      ...rest,
    },
  };
}

export const configuration = (...destinations: EngineDestination[]) => ({ ...emptyConfiguration, destinations });

/** A traces request with one span a name. */
export function spans(...names: string[]): Uint8Array {
  return request("traces", { resourceSpans: [{ scopeSpans: [{ spans: names.map((name) => ({ name })) }] }] });
}

export function request(signal: Signal, json: object): Uint8Array {
  const body = toProtobuf(signal, Buffer.from(JSON.stringify(json)));
  if (body === null) throw new Error("Not a request");
  return body;
}

/** `send` as the receiver would: accepted or the refusal's reason. */
export async function send(exporting: Export, body: Uint8Array, signal: Signal = "traces"): Promise<string> {
  const answer = await exporting.admit(signal, { source: "otlp", encoding: "protobuf", coding: "", body });
  return answer.accepted ? "accepted" : answer.refused;
}

export type Got = {
  signal: Signal;
  names: string[];
  json: Record<string, unknown>;
  headers: IncomingMessage["headers"];
};
type Reply = { status: number; body?: string; headers?: Record<string, string> } | "hang";

/** A receiver that notes the items it accepted, answers as it is told, and can be told otherwise at any time. */
export async function itemReceiver(first: (got: Got) => Reply = () => ({ status: 200 })) {
  const receiver = { answer: first, accepted: [] as Got[], requests: 0, port: 0, names: () => [] as string[] };
  receiver.names = () => receiver.accepted.flatMap(({ names }) => names);
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      receiver.requests += 1;
      const got = readGot(incoming, Buffer.concat(chunks));
      const reply = receiver.answer(got);
      if (reply === "hang") return;
      if (reply.status === 200) receiver.accepted.push(got);
      const type = incoming.headers["content-type"] ?? "";
      response.writeHead(reply.status, { "content-type": type, ...reply.headers }).end(reply.body ?? emptyOf(type));
    });
  });
  receiver.port = await listen(server);
  return receiver;
}

function emptyOf(contentType: string): string {
  return contentType === "application/json" ? "{}" : "";
}

function readGot(incoming: IncomingMessage, raw: Buffer): Got {
  const signal = signals.find((one) => incoming.url === `/v1/${one}`) ?? "traces";
  const body = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  const isJson = incoming.headers["content-type"] === "application/json";
  const text = Buffer.from((isJson ? body : toJson(signal, body)) ?? "{}").toString();
  const json = JSON.parse(text) as Record<string, unknown>;
  return {
    signal,
    names: [...text.matchAll(/"name":"([^"]*)"/g)].map(([, name = ""]) => name),
    json,
    headers: incoming.headers,
  };
}

/** The ledger of one signal, and whether it balances. */
export function ledger(exporting: Export, id: string, signal: Signal = "traces") {
  const found = exporting.find(id)?.status(Date.now()).ledger[signal];
  if (!found) throw new Error(`No destination ${id}`);
  const lost = Object.values(found.dropped).reduce((sum, count) => sum + count, 0);
  return { ...found, isBalanced: found.received === found.delivered + found.queued + found.rejected + lost };
}
