// The engine process (architecture.md §1): its own lock, the control socket, the probes, the export and its receiver. Started by the
// launcher or by hand; knows no database and no page. Ends within a second of the launcher's death.
import { randomUUID } from "node:crypto";
import { lookup } from "node:dns/promises";
import { statfsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { lockFile } from "#lib/data-lock";
import { configurationCopy } from "#lib/engine/configuration-copy";
import { createControl, listenOn } from "#lib/engine/control";
import { openExport } from "#lib/engine/export";
import { exportDoor } from "#lib/engine/export-door";
import type { EngineMessage } from "#lib/engine/launcher-message";
import { startNotices } from "#lib/engine/notice/start-notices";
import { type Network, stageLimitsMs } from "#lib/engine/open-socket";
import { runProbe } from "#lib/engine/probe";
import { createProbes } from "#lib/engine/probes";
import type { EngineConfiguration } from "#lib/engine/protocol";
import type { Admit } from "#lib/engine/receive/admit";
import { createByteBudget } from "#lib/engine/receive/byte-budget";
import { createInflate } from "#lib/engine/receive/inflate";
import { heldBytesMax, openReceiver, requestBytesMax } from "#lib/engine/receive/receiver";
import { receiverSettings } from "#lib/engine/receive/receiver-settings";
import { makeSocketDirectory, socketPath } from "#lib/engine/socket-path";
import { startSources } from "#lib/engine/sources/start-sources";
import { targetPolicy } from "#lib/engine/target-policy";
import { type Env, readEnv } from "#lib/env";
import { log } from "#lib/log";
import { readSealingKey } from "#lib/sealing-key";

const lockWaitMs = 3000;
/** Probes and requests under way may end by themselves this long; the launcher grants 4.5 s. */
const drainMs = 3000;
const gibibyte = 2 ** 30;

const clock = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  random: Math.random,
  sleep: (ms: number, abort: AbortSignal) => setTimeout(ms, undefined, { signal: abort }).catch(() => {}),
};

async function main(): Promise<void> {
  // With the launcher gone nobody supervises or reads: what is under way has no reader left. First of all, because it may
  // also go while we wait for the lock.
  if (process.channel !== undefined) process.once("disconnect", () => process.exit(0));
  const env = readEnv(process.env);
  if (!env.ok) return void refuse(env.error.message);
  const lock = await lockFile(join(env.data.dataDirectory, "engine.lock"), lockWaitMs);
  if (lock === null) return void refuse(`Another engine runs on the data directory ${env.data.dataDirectory}`);
  const started = await start(env.data);
  if (started === null) return;
  const stop = async () => {
    await started.stop();
    lock.release();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  log.info("Engine ready", { pid: process.pid });
  tell({ kind: "ready", ...started.doors });
}

async function start(env: Env) {
  const { dataDirectory, targets } = env;
  const directory = join(dataDirectory, "telemetry");
  let configuration: EngineConfiguration | null = null;
  let receiving: { address: string; port: number }[] = [];
  const policy = () => {
    const listeners = [...(configuration?.listeners ?? []), ...receiving];
    return targetPolicy({ targets, listeners, localAddresses: localAddresses() });
  };
  const network = (): Network => ({
    policy: policy(),
    lookup: allAddresses,
    limitsMs: stageLimitsMs,
    now: clock.monotonicMs,
  });
  const probes = createProbes(async (request, run) => {
    const report = await runProbe(request, { ...run, network: network() });
    sources.self.probe(report.verdict, report.durationMs);
    return report;
  }, onBug);

  const budget = createByteBudget(heldBytesMax);
  const exporting = await openExport({
    directory,
    bytesMax: env.queueBytes ?? usualQueueBytes(dataDirectory),
    network,
    inflate: createInflate({ bytesMax: requestBytesMax }),
    reserve: budget.reserve,
    clock,
    onBug,
  });
  const copy = configurationCopy(join(directory, "configuration.sealed"), () => sealingKey(env));
  configuration = copy.read();
  if (configuration) await exporting.configure(configuration, true);

  const settings = await receiverSettings(env.otlp);
  if (!settings.ok) return refuse(settings.error.message);
  const now = clock.monotonicMs;
  const sources = startSources({ ingest: exporting.ingest, configuration: () => configuration, clock, onBug });
  const admit: Admit = async (signal, request) => {
    const answer = await exporting.admit(signal, request);
    if (answer.accepted) sources.self.received(signal, answer.items);
    return answer;
  };
  const opened = await openReceiver({ settings: settings.data, admit, budget, now });
  if (!opened.ok) return refuse(opened.error.message);
  const receiver = opened.data;
  receiving = [receiver.http, receiver.grpc].flatMap((bound) => bound ?? []);
  const { destinations } = exporting;
  const notices = startNotices({ destinations, configuration: () => configuration, network, clock, directory, onBug });
  const door = exportDoor({ exporting, receiver, settings: settings.data, network });
  const control = createControl({
    probes,
    async configure(next) {
      configuration = next;
      await exporting.configure(next);
      await copy.write(next);
    },
    isConfigured: () => configuration !== null,
    exporting: door,
    onBug,
  });
  const path = socketPath(dataDirectory);
  if (!makeSocketDirectory(path)) return refuse(`The directory of ${path} belongs to another user`);
  await listenOn(control, path);
  return {
    doors: door.doors(),
    async stop() {
      control.close();
      await Promise.all([receiver.close(drainMs), sources.stop(), notices.stop(), probes.drain(drainMs)]);
      await exporting.stop(drainMs);
      await copy.flush();
      control.closeAllConnections();
    },
  };
}

function onBug(error: unknown): string {
  const ref = randomUUID().slice(0, 8);
  log.error("The engine failed", { ref, error });
  return ref;
}

/** Half of the free disk, but no more than 4 GiB (api.md §1). What is used already counts as free: it is ours. */
function usualQueueBytes(dataDirectory: string): number {
  const { bavail, bsize } = statfsSync(dataDirectory);
  return Math.min(4 * gibibyte, Math.floor((bavail * bsize) / 2));
}

function sealingKey(env: Env): Buffer | null {
  const key = readSealingKey(env, false);
  return key.ok ? key.data : null;
}

/** A restart would not help: the launcher gets the line for the operator. */
function refuse(reason: string): null {
  log.error(reason);
  tell({ kind: "refused", reason }, () => process.exit(1));
  return null;
}

function tell(message: EngineMessage, then: () => void = () => {}): void {
  if (process.send === undefined) then();
  else process.send(message, undefined, undefined, then);
}

async function allAddresses(host: string) {
  return lookup(host, { all: true, order: "verbatim" });
}

function localAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
}

// Node's own report of a crash would quote whatever was thrown; the log takes secrets out. The launcher starts a new engine.
process.on("uncaughtException", (error) => {
  log.error("The engine crashed", { error });
  process.exit(1);
});

await main();
