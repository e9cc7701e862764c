// The engine process (architecture.md §1): its own lock, the control socket, the probes. Started by the launcher or by hand;
// knows no database and no page. Ends within a second of the launcher's death.
import { randomUUID } from "node:crypto";
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { lockFile } from "#lib/data-lock";
import { createControl, listenOn } from "#lib/engine/control";
import { stageLimitsMs } from "#lib/engine/open-socket";
import { runProbe } from "#lib/engine/probe";
import { createProbes } from "#lib/engine/probes";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { makeSocketDirectory, socketPath } from "#lib/engine/socket-path";
import { targetPolicy } from "#lib/engine/target-policy";
import { readEnv } from "#lib/env";
import { log } from "#lib/log";

const lockWaitMs = 3000;
/** Probes under way may end by themselves this long, and a second more when cancelled; the launcher grants 4.5 s. */
const drainMs = 3000;

async function main(): Promise<void> {
  // With the launcher gone nobody supervises or reads: what is under way has no reader left. First of all, because it may
  // also go while we wait for the lock.
  if (process.channel !== undefined) process.once("disconnect", () => process.exit(0));
  const env = readEnv(process.env);
  if (!env.ok) return refuse(env.error.message);
  const { dataDirectory, targets } = env.data;
  const lock = await lockFile(join(dataDirectory, "engine.lock"), lockWaitMs);
  if (lock === null) return refuse(`Another engine runs on the data directory ${dataDirectory}`);

  let configuration: EngineConfiguration | null = null;
  const onBug = (error: unknown) => {
    const ref = randomUUID().slice(0, 8);
    log.error("The engine failed", { ref, error });
    return ref;
  };
  const probes = createProbes((request, run) => {
    // The door starts no probe before the configuration is here.
    const listeners = configuration?.listeners ?? [];
    const policy = targetPolicy({ targets, listeners, localAddresses: localAddresses() });
    const network = { policy, lookup: allAddresses, limitsMs: stageLimitsMs };
    return runProbe(request, { ...run, network });
  }, onBug);
  const configure = (next: EngineConfiguration) => {
    configuration = next;
  };
  const control = createControl({ probes, configure, isConfigured: () => configuration !== null, onBug });
  const path = socketPath(dataDirectory);
  if (!makeSocketDirectory(path)) return refuse(`The directory of ${path} belongs to another user`);
  await listenOn(control, path);
  const stop = async () => {
    control.close();
    await probes.drain(drainMs);
    control.closeAllConnections();
    lock.release();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  log.info("Engine ready", { pid: process.pid });
  process.send?.({ ready: true });
}

function refuse(message: string): void {
  log.error(message);
  process.exit(1);
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
