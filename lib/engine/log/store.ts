// What was received and what became of it: the three logs and the cursors, opened together so that their facts agree. Knows no
// sender and no destination but by its id.
import { join } from "node:path";
import { type Cursors, type Lane, openCursors } from "#lib/engine/log/cursors";
import { type Damage, isDamage, type LogRecord } from "#lib/engine/log/record";
import { openLog, type TelemetryLog } from "#lib/engine/log/telemetry-log";
import { type Signal, signals } from "#lib/otlp/signal";

export type Store = {
  logs: Record<Signal, TelemetryLog>;
  cursors: Cursors;
  /** Bytes on disk. */
  bytes(): number;
  close(): Promise<void>;
};

type StoreOptions = { directory: string; segmentBytes: number; clock: { now(): number } };

const replayBytes = 4 << 20;

export function laneOf(signal: Signal, destination: string): Lane {
  return `${signal}/${destination}`;
}

export function partsOf(lane: Lane): [signal: Signal, destination: string] {
  const cut = lane.indexOf("/");
  return [lane.slice(0, cut) as Signal, lane.slice(cut + 1)];
}

export async function openStore({ directory, segmentBytes, clock }: StoreOptions): Promise<Store> {
  const cursors = openCursors({ directory: join(directory, "cursors") });
  const open = (signal: Signal) => openLog({ directory, signal, segmentBytes, clock, from: cursors.reached(signal) });
  const [traces, metrics, logs] = await Promise.all([open("traces"), open("metrics"), open("logs")]);
  const all = { traces, metrics, logs };
  if (cursors.lanes().length === 0) openAllHeld(all, cursors);
  for (const signal of signals) await replay(all[signal], signal, cursors);
  cursors.replayed();
  return {
    logs: all,
    cursors,
    bytes: () => signals.reduce((sum, signal) => sum + all[signal].end() - all[signal].start(), 0),
    async close() {
      await Promise.all(signals.map((signal) => all[signal].close()));
      await cursors.stop();
    },
  };
}

/**
 * Not one account is left of a log that holds something: whoever it was for gets all of it, rather twice than never. An id that nobody
 * lists any more is closed by the next configuration.
 */
function openAllHeld(logs: Record<Signal, TelemetryLog>, cursors: Cursors): void {
  for (const signal of signals) {
    const ids = new Set(logs[signal].segments().flatMap(({ lanes }) => [...lanes.keys()]));
    for (const id of ids) cursors.open(laneOf(signal, id), logs[signal].start());
  }
}

/** What was received after the cursors were written down last. */
async function replay(log: TelemetryLog, signal: Signal, cursors: Cursors): Promise<void> {
  const open = new Set(cursors.lanes());
  for (let at = Math.max(cursors.countedTo(signal), log.start()); at < log.end(); ) {
    const { records, next } = await log.read(at, replayBytes);
    if (records.length === 0) return;
    for (const record of records) countReceived(record, signal, cursors, open);
    for (const record of records) if (isDamage(record)) countLost(record, log, signal, cursors, open);
    at = next;
  }
}

/** A segment that is lost as a whole: what it held for each destination is told by its side file. */
function countLost(
  { position, size }: Damage,
  log: TelemetryLog,
  signal: Signal,
  cursors: Cursors,
  open: ReadonlySet<Lane>,
): void {
  const lost = log.segments().find(({ start, end }) => start === position && end === position + size);
  if (lost === undefined || lost.closedAtMs === null) return;
  for (const [id, { items, bytes }] of lost.lanes) {
    const lane = laneOf(signal, id);
    if (open.has(lane)) cursors.received(lane, { position, size, items, bytes, receivedAtMs: lost.closedAtMs });
  }
}

function countReceived(found: LogRecord | Damage, signal: Signal, cursors: Cursors, open: ReadonlySet<Lane>): void {
  const { position, size, items, receivedAtMs, route } = found;
  if (items === null || receivedAtMs === null || route === null) return;
  for (const id of route) {
    const lane = laneOf(signal, id);
    if (open.has(lane)) cursors.received(lane, { position, size, items, bytes: size, receivedAtMs });
  }
}
