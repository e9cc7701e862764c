// How much came with each ingest key, and when last: on disk, so that a restart of the engine forgets no use. Written now and then
// and at the end: a crash loses a minute of it. Knows no key, only ids.
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import * as z from "zod";
import { Counts } from "#lib/destination/delivery";
import type { Signal } from "#lib/otlp/signal";

type Figures = Readonly<Record<Signal, number>>;

type KeyFigures = {
  items: Figures;
  /** A counter that never goes back while the engine runs. */
  sinceStart: Figures;
  lastUsedAt: string | null;
};

export type KeyCounts = {
  add(id: string, signal: Signal, items: number, atMs: number): void;
  of(id: string): KeyFigures;
  /** Those of other keys are forgotten. */
  keep(ids: readonly string[]): void;
  /** Writes what is not written yet. */
  write(): Promise<void>;
  stop(): Promise<void>;
};

const Saved = z.record(z.string(), z.strictObject({ items: Counts, lastUsedAtMs: z.number() }));
type Count = { items: Record<Signal, number>; sinceStart: Record<Signal, number>; lastUsedAtMs: number };

const everyMs = 60_000;
const none = () => ({ traces: 0, metrics: 0, logs: 0 });
const unused: KeyFigures = { items: none(), sinceStart: none(), lastUsedAt: null };

export function openKeyCounts(path: string, onBug: (error: unknown) => void): KeyCounts {
  const counts = read(path);
  let isWritten = true;
  const write = async () => {
    if (isWritten) return;
    isWritten = true;
    const saved = Object.fromEntries([...counts].map(([id, { sinceStart: _, ...count }]) => [id, count]));
    try {
      await writeFile(`${path}.tmp`, JSON.stringify(saved), { mode: 0o600 });
      await rename(`${path}.tmp`, path);
    } catch (error) {
      // A full disk: the next time.
      isWritten = false;
      if (!(error instanceof Error && "code" in error)) onBug(error);
    }
  };
  const timer = setInterval(() => void write(), everyMs);
  timer.unref();
  return {
    add(id, signal, items, atMs) {
      const count = counts.get(id) ?? { items: none(), sinceStart: none(), lastUsedAtMs: atMs };
      counts.set(id, count);
      count.items[signal] += items;
      count.sinceStart[signal] += items;
      count.lastUsedAtMs = atMs;
      isWritten = false;
    },
    of(id) {
      const count = counts.get(id);
      if (count === undefined) return unused;
      const { items, sinceStart, lastUsedAtMs } = count;
      return { items: { ...items }, sinceStart: { ...sinceStart }, lastUsedAt: new Date(lastUsedAtMs).toISOString() };
    },
    keep(ids) {
      const kept = new Set(ids);
      for (const id of counts.keys()) {
        if (kept.has(id)) continue;
        counts.delete(id);
        isWritten = false;
      }
    },
    write,
    async stop() {
      clearInterval(timer);
      await write();
    },
  };
}

/** Our own file: what cannot be read was half written before a crash, and is begun anew. */
function read(path: string): Map<string, Count> {
  try {
    const saved = Saved.parse(JSON.parse(readFileSync(path, "utf8")));
    return new Map(Object.entries(saved).map(([id, count]) => [id, { ...count, sinceStart: none() }]));
  } catch {
    return new Map();
  }
}
