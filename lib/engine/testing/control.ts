// The engine's door for tests: a real control over a real socket, with a probe of the test's own; and what only looks like one.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createCapabilityRuns, type RunCapabilities } from "#lib/engine/capabilities/runs";
import { engineClient } from "#lib/engine/client";
import { createControl, listenOn } from "#lib/engine/control";
import type { ExportDoor } from "#lib/engine/control-export";
import { createProbes, type RunProbe } from "#lib/engine/probes";
import type { EngineConfiguration, ProbeRequest } from "#lib/engine/protocol";
import { emptyConfiguration } from "#lib/engine/testing/configuration";
import type { ProbeEvent, Report, Stage } from "#lib/otlp/report";

export const request: ProbeRequest = {
  destination: {
    connection: { transport: "http", endpoint: "http://127.0.0.1:4318" },
    signals: { traces: { enabled: true } },
  },
  problems: [],
  sdk: false,
  anonymous: false,
};
export const stage: Stage = {
  stage: "dns",
  signals: ["traces"],
  status: "passed",
  startMs: 0,
  durationMs: 1,
  summary: "127.0.0.1 is an address",
  evidence: {},
};
export const report = (id: string): Report => ({
  id,
  verdict: "accepted",
  startedAt: "2026-11-21T12:00:00.000Z",
  durationMs: 1,
  stages: [stage],
  diagnosis: [],
});

/** A probe that tells one stage and then lasts until it is cancelled. */
export const lasting: RunProbe = async (_request, { id, abort, emit }) => {
  emit(stage);
  if (!abort.aborted) await once(abort, "abort");
  return { ...report(id), verdict: "failed" };
};
export const short: RunProbe = async (_request, { id, emit }) => {
  emit(stage);
  return report(id);
};

/** A reader has time to come, however busy the machine is. */
const limits = { atOnce: 4, slotWaitMs: 60, readerWaitMs: 5000 };

type Options = Partial<typeof limits> & {
  isConfigured?: boolean;
  exporting?: ExportDoor | null;
  tryCapabilities?: RunCapabilities;
};

const noRun: RunCapabilities = () => Promise.reject(new Error("This engine tries nothing"));

/** Configured like any engine that has met a console, beats included. */
export async function engine(run: RunProbe, options: Options = {}) {
  const { isConfigured = true, exporting = null, tryCapabilities = noRun, ...more } = options;
  const directory = mkdtempSync(join(tmpdir(), "outspan-control-"));
  const path = join(directory, "engine.sock");
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => `ref-${bugs.push(error)}`;
  const aborted: string[] = [];
  const noting: RunProbe = (asked, context) => {
    context.abort.addEventListener("abort", () => aborted.push(context.id));
    return run(asked, context);
  };
  const probes = createProbes(noting, onBug, { ...limits, ...more });
  const configurations: EngineConfiguration[] = isConfigured ? [emptyConfiguration] : [];
  const configure = (next: EngineConfiguration) => configurations.push(next);
  const capabilities = createCapabilityRuns(tryCapabilities, onBug);
  const parts = { probes, capabilities, configure, isConfigured: () => configurations.length > 0, exporting, onBug };
  const server = createControl(parts, 20);
  await listenOn(server, path);
  const kill = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(() => {
    kill();
    rmSync(directory, { recursive: true });
  });
  const open = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  return { client: engineClient(path), path, kill, aborted, bugs, configurations, probes, open };
}

export async function start(client: ReturnType<typeof engineClient>): Promise<string> {
  const started = await client.startProbe(request);
  if (!started.ok) throw new Error(started.error.message);
  return started.data.id;
}

export async function read(client: ReturnType<typeof engineClient>, id: string, abort = new AbortController().signal) {
  const opened = await client.readProbe(id, abort);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.data;
}

export async function all(events: AsyncIterable<ProbeEvent>): Promise<ProbeEvent[]> {
  const seen: ProbeEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** Something on the socket that is no engine of ours; its client waits half a second at most, unless told. */
export async function impostor(listener: RequestListener, silence: Parameters<typeof engineClient>[1] = {}) {
  const directory = mkdtempSync(join(tmpdir(), "outspan-control-"));
  const path = join(directory, "engine.sock");
  const server = createServer(listener);
  await listenOn(server, path);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  });
  return engineClient(path, { shortMs: 500, probeMs: 500, ...silence });
}
