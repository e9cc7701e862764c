// The temporality conversion of one lane and its state on disk, kept together with the log position it stands at: after a crash the
// records from there on are converted once more, so that no delta is doubled or lost. Knows no destination.
import { existsSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { asWanted } from "#lib/engine/convert/as-wanted";
import { type Converter, createConverter, restoreConverter } from "#lib/engine/convert/temporality";
import { isDamage, type LogRecord } from "#lib/engine/log/record";
import type { TelemetryLog } from "#lib/engine/log/telemetry-log";

type To = "delta" | "cumulative";

export type Conversion = {
  /** At the state where the lane stands; restored on first use. */
  converter(to: To): Promise<Converter>;
  /** Something was converted, now or before the last restart. */
  hasState(): boolean;
  /** Everything before the position was converted and settled: a moment to write the state down. */
  settled(position: number): void;
  /** The log is needed from here on, until the state is written down again; null: it is written. */
  keepFrom(): number | null;
  /** Now and then, so that an idle lane does not hold the log. */
  tick(): void;
  flush(): Promise<void>;
};

export type ConversionParts = {
  path: string;
  log: TelemetryLog;
  isOwn(route: readonly string[]): boolean;
  lowWater(): number;
  now(): number;
  onBug(error: unknown): void;
};

/** How much is converted once more after a crash, at most. */
const everyMs = 5_000;
const everyBytes = 16 << 20;
const readBytes = 1 << 20;

type State = { to: To; converter: Converter };

export function createConversion(parts: ConversionParts): Conversion {
  let state: State | null = null;
  let stored: { position: number; atMs: number } | null = null;
  let position = 0;
  let writing = Promise.resolve();
  // Until it is read, nothing of the log may go: the records after it are converted once more.
  let restoring: Promise<void> | null = null;
  let hasFile = existsSync(parts.path);

  async function restore(): Promise<void> {
    const found = hasFile ? await readState(parts.path) : null;
    if (found) {
      const lowWater = parts.lowWater();
      await replay(parts, found, found.position, lowWater);
      state = { to: found.to, converter: found.converter };
      stored = { position: found.position, atMs: parts.now() };
      position = lowWater;
    }
    hasFile = false;
  }

  /** What fails is tried again with the next one who asks. */
  function restored(): Promise<void> {
    restoring ??= restore().catch((error: unknown) => {
      restoring = null;
      throw error;
    });
    return restoring;
  }

  async function converter(to: To): Promise<Converter> {
    await restored();
    if (state?.to !== to) state = { to, converter: createConverter({ to, since: BigInt(parts.now()) * 1_000_000n }) };
    return state.converter;
  }

  function write(): Promise<void> {
    if (!state) return writing;
    const { to, converter } = state;
    const at = position;
    const bytes = converter.snapshot();
    stored = { position: at, atMs: parts.now() };
    writing = writing.then(() => writeState(parts.path, to, at, bytes)).catch(parts.onBug);
    return writing;
  }

  const isWritten = () => stored !== null && position <= stored.position;

  function writeIfDue(): void {
    const isDue = stored === null || parts.now() - stored.atMs >= everyMs || position - stored.position >= everyBytes;
    if (state && !isWritten() && isDue) void write();
  }

  return {
    converter,
    settled(settledTo) {
      position = settledTo;
      writeIfDue();
    },
    hasState: () => hasFile || state !== null,
    tick() {
      if (hasFile) restored().catch(parts.onBug);
      else writeIfDue();
    },
    keepFrom() {
      if (hasFile) return 0;
      return state === null || isWritten() ? null : (stored?.position ?? 0);
    },
    async flush() {
      if (state && !isWritten()) await write();
      await writing;
    },
  };
}

/** The same records in order give the same state. What was dropped meanwhile is converted too: its items are told already. */
async function replay(parts: ConversionParts, { to, converter }: State, from: number, end: number): Promise<void> {
  for (let at = from; at < end; ) {
    const { records, next } = await parts.log.read(at, readBytes);
    if (records.length === 0) return;
    for (const record of records) {
      if (record.position >= end) return;
      if (!isDamage(record) && parts.isOwn(record.route) && isOther(record, to)) {
        await asWanted("metrics", record, { encoding: "protobuf" }, converter);
      }
    }
    at = next;
  }
}

function isOther(record: LogRecord, to: To): boolean {
  return to === "delta" ? record.cumulative : record.delta;
}

async function writeState(path: string, to: To, position: number, snapshot: Uint8Array): Promise<void> {
  const head = JSON.stringify({ to, position, crc: crc32(snapshot), length: snapshot.length });
  const file = await open(`${path}.tmp`, "w", 0o600);
  try {
    await file.writeFile(Buffer.concat([Buffer.from(`${head}\n`), snapshot]));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

/** null: there is none that can be read; then conversion begins anew, as for a new stream. */
async function readState(path: string): Promise<(State & { position: number }) | null> {
  const bytes = await readFile(path).catch(() => null);
  const cut = bytes?.indexOf("\n") ?? -1;
  if (!bytes || cut === -1) return null;
  try {
    const { to, position, crc } = JSON.parse(bytes.toString("utf8", 0, cut)) as {
      to: To;
      position: number;
      crc: number;
    };
    const snapshot = bytes.subarray(cut + 1);
    const converter = crc32(snapshot) === crc ? restoreConverter(snapshot) : null;
    return converter && { to, position, converter };
  } catch {
    return null;
  }
}
