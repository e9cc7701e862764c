// Continuous export, joined: what is admitted is stored, each destination's lanes deliver it, and what came of it is told. Knows no
// port, no page and no database; its configuration is handed to it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { DeliveryAttempt, DeliveryHistory, ReceiverStatus } from "#lib/destination/delivery";
import { withDefaults } from "#lib/destination/resolve";
import { type Admission, type AdmissionParts, createAdmission } from "#lib/engine/admission";
import type { LaneClock } from "#lib/engine/deliver/delivery";
import { createRejectedStore, type RejectedStore } from "#lib/engine/deliver/rejected-store";
import { type ExportedDestination, type ExportParts, exportDestination } from "#lib/engine/exported-destination";
import { openSavedHealth, type SavedHealthFile } from "#lib/engine/health/saved-health";
import type { DiskRefusal } from "#lib/engine/log/log-full";
import { laneOf, openStore, partsOf, type Store } from "#lib/engine/log/store";
import { createUpkeep, type Upkeep } from "#lib/engine/log/upkeep";
import type { Network } from "#lib/engine/open-socket";
import type { EngineConfiguration, EngineStates, IdentifiedStatus } from "#lib/engine/protocol";
import { createByteBudget } from "#lib/engine/receive/byte-budget";
import type { Routed } from "#lib/engine/receive/route";
import type { Signal } from "#lib/otlp/signal";

export type ExportOptions = Pick<AdmissionParts, "inflate" | "reserve"> & {
  directory: string;
  /** Cap of the telemetry log as a whole. */
  bytesMax: number;
  network(): Network;
  clock: LaneClock;
  onBug(error: unknown): void;
};

/** What the receiver itself cannot tell. */
type Received = Pick<ReceiverStatus, "accepted" | "unrouted" | "services" | "log"> & { problems: string[] };

export type Export = Pick<Admission, "admit" | "ingest"> & {
  /** Resolves when it survives a crash. `isCopy`: an older one may lack a destination that is there, and ends none. */
  configure(configuration: EngineConfiguration, isCopy?: boolean): Promise<void>;
  destinations(): readonly ExportedDestination[];
  statuses(): IdentifiedStatus[];
  states(): EngineStates["items"];
  received(): Received;
  find(id: string): ExportedDestination | null;
  attempts(id: string, limit: number): DeliveryAttempt[] | null;
  history(id: string): DeliveryHistory | null;
  /** What was given up, and is kept for a while. */
  rejected: Pick<RejectedStore, "list" | "read" | "expire">;
  /** Nothing more is taken, what is under way ends within `drainMs`, and everything is on disk. */
  stop(drainMs: number): Promise<void>;
};

const mebibyte = 1 << 20;
const tickMs = 1000;
/** Then whoever sends or asks has a turn: a thousand destinations take some 20 ms. */
const tickedAtOnce = 50;
/** Of all deliveries in flight, uncompressed; the largest request there can be fits three times. */
const inFlightBytesMax = 64 * mebibyte;
const diskWords: Record<DiskRefusal, string> = {
  ENOSPC: "The disk is full",
  EDQUOT: "The disk quota is used up",
  EROFS: "The disk is read-only",
  EFBIG: "The system allows no larger files",
  EIO: "The disk fails",
};

function diskSentence(refusal: DiskRefusal): string {
  return `${diskWords[refusal]}: what is sent now is refused, and senders are told to come again`;
}

type Running = {
  options: ExportOptions;
  store: Store;
  saved: SavedHealthFile;
  parts: ExportParts;
  destinations: Map<string, ExportedDestination>;
  /** On their way out. */
  ending: Map<string, Promise<unknown>>;
  /** null: nobody said yet where anything goes. */
  routed: readonly Routed[] | null;
  admission: Admission;
  upkeep: Upkeep;
};

export async function openExport(options: ExportOptions): Promise<Export> {
  const running = await open(options);
  const { store, saved, destinations, ending, admission } = running;
  const { clock, bytesMax } = options;
  const stopTicking = tickRegularly(running);
  let configuring: Promise<void> = Promise.resolve();
  const find = (id: string) => destinations.get(id) ?? null;
  return {
    admit: admission.admit,
    ingest: admission.ingest,
    configure(configuration, isCopy = false) {
      // In the order in which they came.
      const done = configuring.then(() => configure(running, configuration, isCopy));
      configuring = done.catch(() => undefined);
      return done;
    },
    destinations: () => [...destinations.values()],
    statuses: () => {
      const nowMs = clock.now();
      return [...destinations].map(([id, one]) => ({ id, ...one.status(nowMs) }));
    },
    states: () => {
      const nowMs = clock.now();
      return [...destinations].map(([id, one]) => ({ id, state: one.state(nowMs) }));
    },
    received: () => {
      const refusal = admission.diskRefusal();
      const problems = refusal ? [diskSentence(refusal)] : [];
      return { ...admission.received(), log: { bytes: store.bytes(), bytesMax }, problems };
    },
    find,
    attempts: (id, limit) => find(id)?.attempts(limit) ?? null,
    history: (id) => find(id)?.history(clock.now()) ?? null,
    rejected: running.parts.rejected,
    async stop(drainMs) {
      running.routed = null;
      await stopTicking();
      const abort = AbortSignal.timeout(drainMs);
      await Promise.all([...destinations.values()].map((one) => one.stop(abort)));
      await Promise.all(ending.values());
      await saved.write(destinations);
      await store.close();
    },
  };
}

async function open(options: ExportOptions): Promise<Running> {
  const { directory, bytesMax, network, clock, onBug } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const segmentBytes = Math.min(64 * mebibyte, Math.max(mebibyte, Math.floor(bytesMax / 64)));
  const store = await openStore({ directory, segmentBytes, clock });
  const destinations = new Map<string, ExportedDestination>();
  const neededFrom = (signal: Signal) => (running.routed ? logNeededFrom(running, signal) : null);
  const upkeep = createUpkeep({ store, bytesMax, now: clock.now, neededFrom });
  const admission = createAdmission({
    ...{ store, destinations, inflate: options.inflate, reserve: options.reserve, now: clock.now },
    routed: () => running.routed,
    diskFull: () => void upkeep.trimDelivered().catch(onBug),
  });
  const rejected = createRejectedStore(join(directory, "rejected"), clock.now);
  const overCap = (signal: Signal, id: string) => upkeep.overCap(laneOf(signal, id));
  const running: Running = {
    ...{ options, store, destinations, admission, upkeep, routed: null, ending: new Map() },
    saved: openSavedHealth(join(directory, "health.json"), onBug),
    parts: { directory, store, network, clock, rejected, overCap, onBug, room: createByteBudget(inFlightBytesMax) },
  };
  return running;
}

/** Also for lanes that this configuration does not name: an older copy may lack them. */
function logNeededFrom({ store, destinations }: Running, signal: Signal): number {
  let needed = Number.POSITIVE_INFINITY;
  for (const one of destinations.values()) needed = Math.min(needed, one.neededFrom(signal));
  for (const lane of store.cursors.lanes()) {
    const [of, id] = partsOf(lane);
    const isOrphan = of === signal && !destinations.has(id) && store.cursors.queue(lane).items > 0;
    if (isOrphan) needed = Math.min(needed, store.cursors.lowWater(lane));
  }
  return needed;
}

async function configure(running: Running, configuration: EngineConfiguration, isCopy: boolean): Promise<void> {
  const { store, saved, parts, destinations, ending, options } = running;
  for (const one of configuration.destinations) {
    // It was on its way out, and comes back as a new one.
    await ending.get(one.id);
    const known = destinations.get(one.id);
    if (known) known.configure(one);
    else destinations.set(one.id, exportDestination(one, parts, saved.of(one.id)));
  }
  if (!isCopy) endOthers(running, new Set(configuration.destinations.map(({ id }) => id)));
  // Nothing is routed to a lane that a crash could forget.
  await store.cursors.flush().catch(options.onBug);
  running.routed = configuration.destinations.map(({ id, destination }) => ({ id, ...withDefaults(destination) }));
}

/** Nobody lists them any more: what waits for them is given up. */
function endOthers({ store, destinations, ending, options }: Running, wanted: ReadonlySet<string>): void {
  for (const [id, gone] of destinations) {
    if (wanted.has(id)) continue;
    destinations.delete(id);
    const done = gone.remove().catch(options.onBug);
    ending.set(
      id,
      done.finally(() => ending.delete(id)),
    );
  }
  for (const lane of store.cursors.lanes()) {
    const [, id] = partsOf(lane);
    if (!wanted.has(id) && !ending.has(id)) store.cursors.close(lane);
  }
}

/** Returns what ends it, once the tick under way has. */
function tickRegularly(running: Running): () => Promise<void> {
  const { clock, onBug } = running.options;
  const tick = async () => {
    await running.upkeep.run(running.admission.diskRefusal() !== null);
    let ticked = 0;
    for (const one of running.destinations.values()) {
      one.tick(clock.now());
      ticked += 1;
      if (ticked % tickedAtOnce === 0) await setImmediate();
    }
    await running.saved.keep(running.destinations, clock.now());
  };
  let ticking: Promise<void> | null = null;
  const timer = setInterval(() => {
    ticking ??= tick()
      .catch(onBug)
      .finally(() => {
        ticking = null;
      });
  }, tickMs);
  return async () => {
    clearInterval(timer);
    await ticking;
  };
}
