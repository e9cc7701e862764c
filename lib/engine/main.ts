// The engine process (architecture.md §1): its environment, its own lock, its launcher. Started by the launcher or by hand; knows no
// database and no page. Ends within a second of the launcher's death.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "#lib/data-lock";
import type { EngineMessage } from "#lib/engine/launcher-message";
import { usualCap } from "#lib/engine/log/usual-cap";
import { receiverSettings } from "#lib/engine/receive/receiver-settings";
import { startEngine } from "#lib/engine/start-engine";
import { type Env, readEnv } from "#lib/env";
import { log } from "#lib/log";
import { readSealingKey } from "#lib/sealing-key";

const lockWaitMs = 3000;

async function main(): Promise<void> {
  // With the launcher gone nobody supervises or reads: what is under way has no reader left. First of all, because it may
  // also go while we wait for the lock.
  if (process.channel !== undefined) process.once("disconnect", () => process.exit(0));
  const env = readEnv(process.env);
  if (!env.ok) return refuse(env.error.message);
  const { dataDirectory, targets, awsHostCredentials } = env.data;
  const lock = await lockFile(join(dataDirectory, "engine.lock"), lockWaitMs);
  if (lock === null) return refuse(`Another engine runs on the data directory ${dataDirectory}`);
  const receiver = await receiverSettings(env.data.otlp);
  if (!receiver.ok) return refuse(receiver.error.message);
  const queueBytes = env.data.queueBytes ?? usualCap(dataDirectory);
  const sealingKey = () => keyOf(env.data);
  const surroundings = { environmentProxy: env.data.environmentProxy, isContainer: isContainer() };
  const engine = await startEngine({
    ...{ dataDirectory, targets, awsHostCredentials, queueBytes, receiver: receiver.data, surroundings, sealingKey },
  });
  if (!engine.ok) return refuse(engine.error.message);
  const stop = async () => {
    await engine.data.stop();
    lock.release();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  log.info("Engine ready", { pid: process.pid });
  tell({ kind: "ready", ...engine.data.doors });
}

/** What container runtimes leave behind; Kubernetes says it in the environment of every pod. */
function isContainer(): boolean {
  return ["/.dockerenv", "/run/.containerenv", "/var/run/secrets/kubernetes.io"].some((path) => existsSync(path));
}

function keyOf(env: Env): Buffer | null {
  const key = readSealingKey(env, false);
  return key.ok ? key.data : null;
}

/** A restart would not help: the launcher gets the line for the operator. */
function refuse(reason: string): void {
  log.error(reason);
  tell({ kind: "refused", reason }, () => process.exit(1));
}

function tell(message: EngineMessage, then: () => void = () => {}): void {
  if (process.send === undefined) then();
  else process.send(message, undefined, undefined, then);
}

// Node's own report of a crash would quote whatever was thrown; the log takes secrets out. The launcher starts a new engine.
process.on("uncaughtException", (error) => {
  log.error("The engine crashed", { error });
  process.exit(1);
});

await main();
