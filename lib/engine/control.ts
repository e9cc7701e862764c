// The engine's door for the console: HTTP on a Unix socket that only this user may open. Maps requests to the configuration,
// the probes and the export (control-export.ts), answers errors as data. A request's body is never logged.
import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { CapabilityRuns } from "#lib/engine/capabilities/runs";
import { postCapabilities } from "#lib/engine/control-capabilities";
import { answerExport, type ExportDoor } from "#lib/engine/control-export";
import { readJson, send, sendError, startLines } from "#lib/engine/control-message";
import type { Probes } from "#lib/engine/probes";
import { EngineConfiguration, ProbeRequest } from "#lib/engine/protocol";
import type { AppError } from "#lib/result";

export type ControlParts = {
  probes: Probes;
  capabilities: CapabilityRuns;
  /** Resolves when it survives a crash. */
  configure(configuration: EngineConfiguration): unknown;
  /** null: this engine only probes. */
  exporting: ExportDoor | null;
  /** Before that nobody knows what is never a target. */
  isConfigured(): boolean;
  /** A bug while answering: gets logged, gives the reference. */
  onBug(error: unknown): string;
};

/** Four PEM fields of 64 KiB for each of three signals, escaped, fit well. */
const probeBytesMax = 4 * 1024 * 1024;
/** Some thousands of destinations. */
const configurationBytesMax = 256 * 1024 * 1024;
const noSuchProbe: AppError = { code: "not_found", message: "No such probe" };
const notConfigured: AppError = { code: "unavailable", message: "The engine is starting", retryAfterSeconds: 1 };
/** An empty line on whatever lasts, so that a reader can tell quiet from dead. */
const heartbeatMs = 1000;

export function createControl(parts: ControlParts, beatMs: number = heartbeatMs): Server {
  const server = createServer((request, response) => {
    answer(request, response, parts, beatMs).catch((error: unknown) => {
      sendError(response, { code: "internal", message: "The engine failed", ref: parts.onBug(error) });
    });
  });
  // A watch lasts as long as both processes do.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}

/** Resolves when the socket listens. A stale socket file of an engine that was killed is replaced: the caller holds the lock. */
export async function listenOn(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ControlParts,
  beatMs: number,
): Promise<void> {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const [, noun, id, more, ...rest] = path.split("/");
  const call = more === undefined ? `${request.method} /${noun}${id === undefined ? "" : "/id"}` : "";
  if (call === "PUT /configuration") return putConfiguration(request, response, parts);
  if (call === "POST /probes") return postProbe(request, response, parts);
  if (call === "GET /probes/id") return getProbe(response, parts, id ?? "", beatMs);
  if (call === "POST /capabilities") {
    if (!parts.isConfigured()) return sendError(response, notConfigured);
    return postCapabilities(request, response, parts.capabilities, { bytesMax: probeBytesMax, beatMs });
  }
  if (call === "GET /watch") return startLines(response, beatMs);
  const { exporting } = parts;
  const export_ = exporting && rest.length === 0 && { noun: noun ?? "", id: id ?? "", more: more ?? "", query };
  if (export_ && (await answerExport(request, response, exporting, export_))) return;
  sendError(response, { code: "not_found", message: "The engine has no such call" });
}

async function putConfiguration(request: IncomingMessage, response: ServerResponse, parts: ControlParts) {
  const body = await readJson(request, configurationBytesMax);
  if (!body.ok) return sendError(response, body.error);
  const parsed = EngineConfiguration.safeParse(body.data);
  if (!parsed.success) return sendError(response, { code: "invalid", message: "Not a configuration of the engine" });
  await parts.configure(parsed.data);
  response.writeHead(204).end();
}

async function postProbe(request: IncomingMessage, response: ServerResponse, parts: ControlParts) {
  const caller = new AbortController();
  response.once("close", () => caller.abort());
  const body = await readJson(request, probeBytesMax);
  if (!body.ok) return sendError(response, body.error);
  const parsed = ProbeRequest.safeParse(body.data);
  if (!parsed.success) return sendError(response, { code: "invalid", message: "Not a probe request" });
  if (!parts.isConfigured()) return sendError(response, notConfigured);
  const started = await parts.probes.start(parsed.data, caller.signal);
  if (started.ok) send(response, 201, started.data);
  else sendError(response, started.error);
}

function getProbe(response: ServerResponse, { probes }: ControlParts, id: string, beatMs: number): void {
  const write = (event: unknown) => response.write(`${JSON.stringify(event)}\n`);
  let isOpen = false;
  const open = () => {
    if (isOpen) return;
    isOpen = true;
    startLines(response, beatMs);
  };
  const attached = probes.attach(id, {
    event(event) {
      open();
      write(event);
    },
    end: () => response.end(),
  });
  if (attached === "absent") sendError(response, noSuchProbe);
  else if (attached === "taken") sendError(response, { code: "conflict", message: "This probe has its reader" });
  else {
    open();
    // After the report this finds nothing to cancel: the probe is gone by then.
    response.once("close", () => probes.cancel(id));
  }
}
