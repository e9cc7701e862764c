// The one place where the database, the accounts and the engine meet, for the lifetime of the process.
// Next loads a module up to three times in one process: everything process-wide hangs on one symbol of globalThis.
import type { Env } from "#lib/env";

export type Runtime = {
  settings: Env & { origin: string };
  accounts: { exist(): Promise<boolean> };
  /** A one-time link to the first account; null once there is one. */
  setupLink: string | null;
  engine: { isRunning(): boolean };
  /** Ends the link to the engine, then the database. */
  stop(): Promise<void>;
};

/** Where the console answers: its public origin, and the addresses that are never a target. */
export type Listening = { origin: string; listeners: { address: string; port: number }[] };

const symbol = Symbol.for("outspan.runtime");
const processWide = globalThis as { [symbol]?: Promise<Runtime> };

/** The runtime that the console started; a route that comes early waits for it. */
export function runtime(): Promise<Runtime> {
  const started = processWide[symbol];
  if (started === undefined) throw new Error("The runtime was not started in this process");
  return started;
}

/** Called once, by the console's server, as soon as its port is bound. Rejects with a StartError for a wrong setting. */
export function startRuntime(_env: Env, _listening: Listening): Promise<Runtime> {
  throw new Error("not built yet");
}
