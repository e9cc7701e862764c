// Where every lane stands in its log, and its ledger, from the same durable facts. What was settled is journalled at once; what was
// received is in the log already, and counted again from `countedTo` on at start. Knows nothing of the log's files.
import { mkdirSync } from "node:fs";
import { openCursorFiles, type Stored } from "#lib/engine/log/cursor-files";
import {
  gapsOf,
  isSettled,
  type LaneState,
  type Ledger,
  ledgerOf,
  openLane,
  type Queue,
  queueOf,
  type Received,
  receive,
  replayed,
  settleSpan,
  type Tally,
} from "#lib/engine/log/lane-state";
import type { Signal } from "#lib/otlp/signal";

export type Lane = `${Signal}/${string}`;

export type Cursors = {
  /** `new`: nothing was ever written down, or all of it is lost. `damaged`: a part is lost. Then there may be lanes that it does not tell. */
  account: "whole" | "new" | "damaged";
  open(lane: Lane, position: number): void;
  close(lane: Lane): void;
  lanes(): Lane[];
  /** In the order of the log, for all lanes of a record in one turn. */
  received(lane: Lane, record: Received): void;
  /** `from` to `to` of the log is done for this lane; spans may come in any order. */
  settle(lane: Lane, from: number, to: number, tally: Tally): void;
  lowWater(lane: Lane): number;
  isSettled(lane: Lane, position: number): boolean;
  /** What of the span is not settled, in order. */
  gaps(lane: Lane, from: number, to: number): [from: number, to: number][];
  ledger(lane: Lane): Ledger;
  queue(lane: Lane): Queue;
  /** At start: offer the records of the log from here on to `received`, then call `replayed`. */
  countedTo(signal: Signal): number;
  replayed(): void;
  /** The highest position that was ever spoken of: what the log must not give again. */
  reached(signal: Signal): number;
  flush(): Promise<void>;
  stop(): Promise<void>;
};

export type CursorOptions = {
  directory: string;
  /** Calls again and again; returns what ends it. */
  every?: (ms: number, run: () => void) => () => void;
  journalBytesMax?: number;
};

type Counted = Partial<Record<Signal, number>>;
type Snapshot = { counted: Counted; lanes: [Lane, LaneState][] };
type Fact = ["open", Lane, number] | ["close", Lane] | ["settle", Lane, number, number, Tally];

/** So that little of the log is replayed at start. */
const receivedBytesMax = 64 << 20;

function everyInterval(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms).unref();
  return () => clearInterval(timer);
}

function signalOf(lane: Lane): Signal {
  return lane.slice(0, lane.indexOf("/")) as Signal;
}

export function openCursors(options: CursorOptions): Cursors {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const stored = openCursorFiles(options.directory);
  const { lanes, counted } = restore(stored.snapshot, stored.lines);
  const capture = () => JSON.stringify({ counted, lanes: [...lanes] } satisfies Snapshot);
  const writing = startWriting(stored, options, capture);

  function of(lane: Lane): LaneState {
    const state = lanes.get(lane);
    if (state === undefined) throw new Error(`The lane ${lane} is not open`);
    return state;
  }

  return {
    account: accountOf(stored),
    open(lane, position) {
      if (lanes.has(lane)) return;
      lanes.set(lane, openLane(position));
      writing.record(["open", lane, position]);
    },
    close(lane) {
      if (lanes.delete(lane)) writing.record(["close", lane]);
    },
    lanes: () => [...lanes.keys()],
    received(lane, received) {
      const signal = signalOf(lane);
      receive(of(lane), received);
      counted[signal] = Math.max(counted[signal] ?? 0, received.position + received.size);
      writing.grown(received.size);
    },
    settle(lane, from, to, tally) {
      if (settleSpan(of(lane), from, to, tally)) writing.record(["settle", lane, from, to, tally]);
    },
    lowWater: (lane) => of(lane).low,
    isSettled: (lane, position) => isSettled(of(lane), position),
    gaps: (lane, from, to) => gapsOf(of(lane), from, to),
    ledger: (lane) => ledgerOf(of(lane)),
    queue: (lane) => queueOf(of(lane)),
    countedTo: (signal) => counted[signal] ?? 0,
    replayed: () => lanes.forEach(replayed),
    reached: (signal) => reached(signal, lanes, counted),
    flush: writing.flush,
    stop: writing.stop,
  };
}

function accountOf({ snapshot, isDamaged }: Stored): Cursors["account"] {
  if (isDamaged) return "damaged";
  return snapshot === null ? "new" : "whole";
}

/** Facts go to the journal at once, and to the disk once a second; a snapshot takes the journal's place when it has grown. */
function startWriting(
  stored: Stored,
  { every = everyInterval, journalBytesMax = 1 << 20 }: CursorOptions,
  capture: () => string,
) {
  const { files } = stored;
  let since = 0;
  let isDue = stored.lines.length > 0 || accountOf(stored) !== "whole";
  let flushing = Promise.resolve();

  async function flushOnce(): Promise<void> {
    if (!isDue && files.journalBytes() < journalBytesMax && since < receivedBytesMax) return files.flush();
    isDue = false;
    since = 0;
    await files.snapshot(capture);
  }

  function flush(): Promise<void> {
    const ended = flushing.then(flushOnce);
    flushing = ended.catch(() => {
      isDue = true;
    });
    return ended;
  }

  const stopFlushing = every(1000, () => void flush().catch(() => undefined));
  return {
    record: (fact: Fact) => files.append(JSON.stringify(fact)),
    grown(bytes: number) {
      since += bytes;
    },
    flush,
    async stop() {
      stopFlushing();
      isDue = true;
      // A full disk: at worst, what was done last is done once more.
      await flush().catch(() => undefined);
      files.close();
    },
  };
}

function restore(snapshot: string | null, lines: string[]): { lanes: Map<Lane, LaneState>; counted: Counted } {
  // Written by ourselves and checked by crc32.
  const stored: Snapshot = snapshot === null ? { counted: {}, lanes: [] } : (JSON.parse(snapshot) as Snapshot);
  const lanes = new Map(stored.lanes);
  for (const [lane, state] of lanes) state.counted = Math.max(state.counted, stored.counted[signalOf(lane)] ?? 0);
  for (const line of lines) {
    const fact = JSON.parse(line) as Fact;
    const lane = fact[1];
    const state = lanes.get(lane);
    if (fact[0] === "open" && state === undefined) lanes.set(lane, openLane(fact[2]));
    if (fact[0] === "close") lanes.delete(lane);
    if (fact[0] === "settle" && state !== undefined) settleSpan(state, fact[2], fact[3], fact[4]);
  }
  return { lanes, counted: stored.counted };
}

function reached(signal: Signal, lanes: Map<Lane, LaneState>, counted: Counted): number {
  const own = [...lanes].filter(([lane]) => signalOf(lane) === signal);
  const ends = own.map(([, state]) => Math.max(state.low, state.beyond.at(-1)?.[1] ?? 0));
  return Math.max(0, counted[signal] ?? 0, ...ends);
}
