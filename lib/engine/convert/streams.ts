// What conversion remembers: the last point of every stream, by group (resource, scope, metric) and attributes. Bounded
// in bytes: when it is full a new stream is not taken in, so that those it holds go on, and silent ones make room (R13.13).
// Times are the arrival times handed in, so that a replay of the same records ends in the same state.
import { deserialize, serialize } from "node:v8";
import * as z from "zod";
import type { Point } from "#lib/engine/convert/metric-point";

type Held = { point: Point; seenAtMs: number; bytes: number };
type Group = Map<string, Held>;
export type Bounds = { maxBytes: number; staleMs: number };

/** Rough: the maps, the objects and the numbers of a stream; V8 was asked, not counted to the byte. */
const bytesPerStream = 400;

export type Streams = ReturnType<typeof createStreams>;

export function createStreams({ maxBytes, staleMs }: Bounds, restored?: SnapshotOfStreams) {
  const groups: Map<string, Group> = restored?.groups ?? new Map();
  let bytes = restored?.bytes ?? 0;
  let sweptAtMs = restored?.sweptAtMs ?? 0;
  let forgottenUntil = restored?.forgottenUntil ?? 0n;

  const forget = (name: string, attributes: string) => {
    const group = groups.get(name);
    const held = group?.get(attributes);
    if (!group || !held) return;
    const seenAt = BigInt(Math.round(held.seenAtMs)) * 1_000_000n;
    const told = held.point.time < seenAt ? held.point.time : seenAt;
    if (told > forgottenUntil) forgottenUntil = told;
    bytes -= held.bytes;
    group.delete(attributes);
    if (group.size > 0) return;
    bytes -= name.length;
    groups.delete(name);
  };

  return {
    last: (name: string, attributes: string): Point | undefined => groups.get(name)?.get(attributes)?.point,
    forget,
    /**
     * What is no longer remembered was told up to here, so that a stream that comes back is not told twice. A point dated ahead
     * counts as its arrival does: one bad clock must not make baselines of what begins after it.
     */
    forgottenUntil: (): bigint => forgottenUntil,
    /** False = there is no room for a stream that is new, or that grew. */
    keep(name: string, attributes: string, point: Point, seenAtMs: number): boolean {
      const group = groups.get(name);
      const before = group?.get(attributes);
      const size = bytesPerStream + attributes.length + sizeOf(point);
      const more = size - (before?.bytes ?? 0) + (group ? 0 : name.length);
      if (more > 0 && bytes + more > maxBytes) return false;
      bytes += more;
      if (before) Object.assign(before, { point, seenAtMs, bytes: size });
      else if (group) group.set(attributes, { point, seenAtMs, bytes: size });
      else groups.set(name, new Map([[attributes, { point, seenAtMs, bytes: size }]]));
      return true;
    },
    /** Looks through all streams at most sixteen times in `staleMs`. */
    sweep(nowMs: number): void {
      if (nowMs - sweptAtMs < staleMs / 16) return;
      sweptAtMs = nowMs;
      for (const [name, group] of groups)
        for (const [attributes, held] of group) if (nowMs - held.seenAtMs > staleMs) forget(name, attributes);
    },
    snapshot: (): SnapshotOfStreams => ({ groups, bytes, sweptAtMs, forgottenUntil }),
  };
}

function sizeOf(point: Point): number {
  if (point.kind === "number") return 0;
  if (point.kind === "histogram") return point.bounds.length + point.buckets.length * 8;
  return (point.positive.counts.length + point.negative.counts.length) * 8;
}

const window = { start: z.bigint(), time: z.bigint() };
const optional = z.number().nullable();
const spread = { count: z.number(), sum: optional, min: optional, max: optional };
const buckets = z.object({ offset: z.number(), counts: z.array(z.number()) });
const point = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("number"), ...window, value: z.union([z.bigint(), z.number()]) }),
  z.object({ kind: z.literal("histogram"), ...window, ...spread, bounds: z.string(), buckets: z.array(z.number()) }),
  z.object({
    kind: z.literal("exponential"),
    ...window,
    ...spread,
    scale: z.number(),
    zeroCount: z.number(),
    zeroThreshold: z.number(),
    positive: buckets,
    negative: buckets,
  }),
]);
const held = z.object({ point, seenAtMs: z.number(), bytes: z.number() });
const streams = z.object({
  groups: z.map(z.string(), z.map(z.string(), held)),
  bytes: z.number(),
  sweptAtMs: z.number(),
  forgottenUntil: z.bigint(),
});
type SnapshotOfStreams = z.infer<typeof streams>;

const snapshot = z.object({
  version: z.literal(1),
  to: z.enum(["delta", "cumulative"]),
  since: z.bigint(),
  streams,
});
export type Snapshot = z.infer<typeof snapshot>;

export function writeSnapshot(state: Snapshot): Uint8Array {
  return serialize(state);
}

/** `null` = not a snapshot of ours, or one of another version. */
export function readSnapshot(bytes: Uint8Array): Snapshot | null {
  try {
    return snapshot.parse(deserialize(bytes));
  } catch {
    return null;
  }
}
