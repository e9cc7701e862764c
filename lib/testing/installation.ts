// An installation for tests of what is done to a whole one: real files, a real database, no engine. Started, stopped, started again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseKind } from "#lib/db/testing/databases";
import { newLocation } from "#lib/db/testing/databases";
import { awayClient } from "#lib/engine/testing/away";
import { type Env, readEnv } from "#lib/env";
import type { Result } from "#lib/result";
import { type Runtime, startRuntime } from "#lib/runtime";

export type Installation = {
  /** As npm start would have it; variables may be changed. */
  variables: Record<string, string>;
  folder: string;
  env(): Env;
  start(parts?: { end: () => void }): Promise<Result<Runtime>>;
  /** Starts it, lets `act` work on it, stops it. */
  within<T>(act: (runtime: Runtime) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
};

const listening = { origin: "http://127.0.0.1:3000", listeners: [{ address: "127.0.0.1", port: 3000 }] };

export async function newInstallation(kind: DatabaseKind): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "outspan-installation-"));
  const place = kind === "postgres" ? await newLocation(kind) : null;
  const url = place?.location.kind === "postgres" ? place.location.url : null;
  const variables: Record<string, string> = {
    OUTSPAN_DATA_DIR: folder,
    ...(url !== null && { DATABASE_URL: url, OUTSPAN_SECRET_KEY: Buffer.alloc(32, 1).toString("base64") }),
  };
  const env = () => {
    const read = readEnv(variables);
    if (!read.ok) throw new Error(read.error.message);
    return read.data;
  };
  const start = (parts?: { end: () => void }) => startRuntime(env(), listening, { client: awayClient, ...parts });
  return {
    variables,
    folder,
    env,
    start,
    async within(act) {
      const started = await start();
      if (!started.ok) throw new Error(started.error.message);
      try {
        return await act(started.data);
      } finally {
        await started.data.stop();
      }
    },
    async remove() {
      await place?.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
