// The health of all destinations on disk, so that charts and "last heard of" survive a restart. Written now and then and at the end;
// what is lost of it is no telemetry. Knows nothing of what it holds.
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import type { ExportedDestination, SavedDestinationHealth } from "#lib/engine/exported-destination";

type Destinations = ReadonlyMap<string, Pick<ExportedDestination, "saved">>;

export type SavedHealthFile = {
  /** As it was when the engine started. */
  of(id: string): SavedDestinationHealth | null;
  /** Writes if it is time. */
  keep(destinations: Destinations, nowMs: number): Promise<void>;
  write(destinations: Destinations): Promise<void>;
};

const everyMs = 60_000;

export function openSavedHealth(path: string, onBug: (error: unknown) => void): SavedHealthFile {
  const found = read(path);
  let writtenAtMs: number | null = null;
  const write = async (destinations: Destinations) => {
    const all = Object.fromEntries([...destinations].map(([id, one]) => [id, one.saved()]));
    try {
      await writeFile(`${path}.tmp`, JSON.stringify(all), { mode: 0o600 });
      await rename(`${path}.tmp`, path);
    } catch (error) {
      // A full disk: the next time.
      if (!isRefused(error)) onBug(error);
    }
  };
  return {
    of: (id) => found[id] ?? null,
    async keep(destinations, nowMs) {
      writtenAtMs ??= nowMs;
      if (nowMs >= writtenAtMs && nowMs - writtenAtMs < everyMs) return;
      writtenAtMs = nowMs;
      await write(destinations);
    },
    write,
  };
}

/** Our own file: what cannot be read was half written before a crash, and is begun anew. */
function read(path: string): Record<string, SavedDestinationHealth> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, SavedDestinationHealth>;
  } catch {
    return {};
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
