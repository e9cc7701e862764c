// What Outspan tells of itself while somebody listens: the lanes of metrics, the spans, the lines. Loaded on demand, since it
// brings the OpenTelemetry SDK with it.
import type { HttpRequest, SelfParts } from "#lib/engine/sources/self";
import { createLines, createSpans, type Lines, type Spans } from "#lib/engine/sources/self-events";
import { createMetricsLane, type MetricsLane } from "#lib/engine/sources/self-metrics";
import type { createOutbox } from "#lib/engine/sources/self-outbox";
import type { MetricsWish } from "#lib/engine/sources/source-user";
import { listenToLog } from "#lib/log";
import type { Signal } from "#lib/otlp/signal";

/** By a key of its wish: one reader for all destinations that wish the same. */
export type MetricsWishes = ReadonlyMap<string, { wish: MetricsWish; ids: readonly string[] }>;
export type Wanted = { metrics: MetricsWishes; spans: boolean; lines: boolean };

export type Telling = ReturnType<typeof createTelling>;

export function createTelling(parts: SelfParts, outbox: ReturnType<typeof createOutbox>) {
  const lanes = new Map<string, { lane: MetricsLane; ids: readonly string[] }>();
  let spans: Spans | null = null;
  let lines: { told: Lines; stopListening(): void } | null = null;
  const given = { resource: parts.resource, clock: parts.clock, put: outbox.put };

  const adjustLanes = async (wishes: MetricsWishes) => {
    for (const [key, { lane }] of lanes) {
      if (wishes.has(key)) continue;
      lanes.delete(key);
      await lane.end();
    }
    for (const [key, { wish, ids }] of wishes) {
      lanes.set(key, { lane: lanes.get(key)?.lane ?? createMetricsLane(parts.resource, wish), ids });
    }
  };
  /** Brings what runs in line with what is wanted now. */
  const adjust = async (wanted: Wanted): Promise<void> => {
    await adjustLanes(wanted.metrics);
    if (wanted.spans) spans ??= createSpans(given);
    else if (spans !== null) {
      const ended = spans;
      spans = null;
      await ended.end();
    }
    if (wanted.lines && lines === null) {
      const told = createLines(given);
      lines = { told, stopListening: listenToLog(told.line) };
    } else if (!wanted.lines && lines !== null) {
      const ended = lines;
      lines = null;
      ended.stopListening();
      await ended.told.end();
    }
  };
  return {
    adjust,
    isOn: () => lanes.size > 0 || spans !== null || lines !== null,
    async collect(keys: readonly string[]): Promise<void> {
      for (const { lane, ids } of keys.flatMap((key) => lanes.get(key) ?? [])) {
        await outbox.put("metrics", await lane.collect(), ids);
      }
    },
    httpRequest(request: HttpRequest): void {
      for (const { lane } of lanes.values()) lane.httpRequest(request);
      spans?.httpRequest(request);
    },
    probe(verdict: string, durationMs: number): void {
      for (const { lane } of lanes.values()) lane.probe(verdict, durationMs);
    },
    received(signal: Signal, items: number): void {
      for (const { lane } of lanes.values()) lane.received(signal, items);
    },
  };
}
