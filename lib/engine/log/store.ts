// What was received and what became of it: the three logs and the cursors, opened together so that their facts agree. Knows no
// sender and no destination but by its id.
import { join } from "node:path";
import { type Cursors, type Lane, openCursors } from "#lib/engine/log/cursors";
import { type Damage, isDamage, type LogRecord } from "#lib/engine/log/record";
import { realDisk } from "#lib/engine/log/segment-writer";
import { sparingDisk } from "#lib/engine/log/sparing-disk";
import { openLog, type TelemetryLog } from "#lib/engine/log/telemetry-log";
import { log } from "#lib/log";
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
  const disk = sparingDisk(realDisk(), directory);
  const open = (signal: Signal) =>
    openLog({ directory, signal, segmentBytes, clock, disk, from: cursors.reached(signal) });
  const [traces, metrics, logs] = await Promise.all([open("traces"), open("metrics"), open("logs")]);
  const all = { traces, metrics, logs };
  const found = cursors.account === "whole" ? [] : openUntold(all, cursors);
  if (cursors.account === "damaged" || found.length > 0) {
    log.warn("The cursors are damaged: what may have been delivered is delivered again", { lanes: found });
  }
  for (const signal of signals) await replay(all[signal], signal, cursors, found);
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
 * A part of the cursors is lost, or all: whoever they do not tell of gets all that the log still holds for him, rather twice than
 * never. An id that nobody lists any more is closed by the next configuration.
 */
function openUntold(logs: Record<Signal, TelemetryLog>, cursors: Cursors): Lane[] {
  const told = new Set(cursors.lanes());
  const held = signals.flatMap((signal) =>
    logs[signal].segments().flatMap(({ lanes }) => [...lanes.keys()].map((id) => laneOf(signal, id))),
  );
  const untold = [...new Set(held)].filter((lane) => !told.has(lane));
  for (const lane of untold) cursors.open(lane, logs[partsOf(lane)[0]].start());
  return untold;
}

/** What was received after the cursors were written down last; for a lane that they did not tell of, all that is there. */
async function replay(log: TelemetryLog, signal: Signal, cursors: Cursors, untold: readonly Lane[]): Promise<void> {
  const open = new Set(cursors.lanes());
  const counted = untold.some((lane) => partsOf(lane)[0] === signal) ? 0 : cursors.countedTo(signal);
  for (let at = Math.max(counted, log.start()); at < log.end(); ) {
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
