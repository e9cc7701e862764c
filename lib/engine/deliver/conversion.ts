// The temporality conversion of one lane and its state on disk, kept together with the log position it stands at: after a crash the
// records from there on are converted once more, so that no delta is doubled or lost. Knows no destination.
import { existsSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { asWanted, holdsOther } from "#lib/engine/convert/as-wanted";
import { type Converter, createConverter, restoreConverter } from "#lib/engine/convert/temporality";
import { isDamage } from "#lib/engine/log/record";
import type { TelemetryLog } from "#lib/engine/log/telemetry-log";

type To = "delta" | "cumulative";

export type Conversion = {
  /** At the state where the lane stands, restored on first use. Whoever asks converts: then the state is ahead of what is settled. */
  converter(to: To): Promise<Converter>;
  /** Something was converted, now or before the last restart. */
  hasState(): boolean;
  /** Everything before the position, and everything that was converted, is settled. */
  settled(position: number): void;
  /** What was converted last is not kept: the state of before it is taken up again. */
  rewind(): void;
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

type Run = {
  parts: ConversionParts;
  state: State | null;
  /** There is a file that was not read yet. */
  hasFile: boolean;
  restoring: Promise<void> | null;
  /** Everything before it is settled, and the state stands there unless it is ahead. */
  position: number;
  isAhead: boolean;
  /** What lies on disk, and when it was last tried to bring it up to date. */
  stored: number | null;
  triedAtMs: number;
  writing: Promise<void>;
};

export function createConversion(parts: ConversionParts): Conversion {
  const run: Run = {
    ...{ parts, state: null, hasFile: existsSync(parts.path), restoring: null, position: 0, isAhead: false },
    ...{ stored: null, triedAtMs: Number.NEGATIVE_INFINITY, writing: Promise.resolve() },
  };
  return {
    converter: (to) => converterOf(run, to),
    hasState: () => run.hasFile || run.state !== null,
    settled(position) {
      run.position = position;
      run.isAhead = false;
      writeIfDue(run);
    },
    rewind() {
      Object.assign(run, { state: null, restoring: null, isAhead: false, hasFile: existsSync(parts.path) });
    },
    keepFrom() {
      // Until the file is read: the records after it are converted once more.
      if (run.hasFile) return 0;
      if (run.state === null || (!run.isAhead && isWritten(run))) return null;
      return run.stored ?? run.position;
    },
    tick() {
      if (run.hasFile) restored(run).catch(parts.onBug);
      else writeIfDue(run);
    },
    async flush() {
      await run.writing;
      if (run.state && !run.isAhead && !isWritten(run)) await write(run);
    },
  };
}

async function converterOf(run: Run, to: To): Promise<Converter> {
  await restored(run);
  if (run.state?.to !== to) {
    const since = BigInt(run.parts.now()) * 1_000_000n;
    run.state = { to, converter: createConverter({ to, since }) };
    run.position = run.parts.lowWater();
    // Before anything is sent that it converts: a crash finds where it began.
    await write(run);
  }
  run.isAhead = true;
  return run.state.converter;
}

/** What fails is tried again with the next one who asks. */
function restored(run: Run): Promise<void> {
  run.restoring ??= restore(run).catch((error: unknown) => {
    run.restoring = null;
    throw error;
  });
  return run.restoring;
}

async function restore(run: Run): Promise<void> {
  const { parts } = run;
  const found = run.hasFile ? await readState(parts.path) : null;
  if (found) {
    const lowWater = parts.lowWater();
    await replay(parts, found, found.position, lowWater);
    run.state = { to: found.to, converter: found.converter };
    run.stored = found.position;
    run.position = lowWater;
  }
  run.hasFile = false;
}

function isWritten({ stored, position }: Run): boolean {
  return stored !== null && position <= stored;
}

function writeIfDue(run: Run): void {
  const { state, isAhead, position, stored, parts, triedAtMs } = run;
  const sinceMs = parts.now() - triedAtMs;
  const isDue = sinceMs >= everyMs || sinceMs < 0 || (stored !== null && position - stored >= everyBytes);
  if (state && !isAhead && !isWritten(run) && isDue) void write(run);
}

/** A disk that does not take it keeps the log from going on; the next time. */
function write(run: Run): Promise<void> {
  const { state, position, parts } = run;
  if (!state) return run.writing;
  const snapshot = state.converter.snapshot();
  run.triedAtMs = parts.now();
  run.writing = run.writing
    .then(() => writeState(parts.path, state.to, position, snapshot))
    .then(() => {
      if (run.state === state) run.stored = position;
    })
    .catch(parts.onBug);
  return run.writing;
}

/** The same records in order give the same state. What was dropped meanwhile is converted too: its items are told already. */
async function replay(parts: ConversionParts, { to, converter }: State, from: number, end: number): Promise<void> {
  for (let at = from; at < end; ) {
    const { records, next } = await parts.log.read(at, readBytes);
    if (records.length === 0) return;
    for (const record of records) {
      if (record.position >= end) return;
      if (!isDamage(record) && parts.isOwn(record.route) && holdsOther(record, to)) {
        await asWanted("metrics", record, { encoding: "protobuf" }, converter);
      }
    }
    at = next;
  }
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
