// One real item of a probe and its way to the peer and back: made once, sent with credentials or without, read.
import type { Histograms, Temporality } from "#lib/destination/schema";
import type { Channel } from "#lib/engine/channel";
import type { Member } from "#lib/engine/probe-lanes";
import type { ProbeRun } from "#lib/engine/probe-run";
import { sendBatch } from "#lib/engine/transport";
import type { Attempt } from "#lib/otlp/explain/facts";
import type { Batch } from "#lib/otlp/outcome";
import { emptyBatch, probeBatch } from "#lib/otlp/payload";

export type Item = {
  member: Member;
  batch: Batch;
  ids: Record<string, string>;
  /** Shown for metrics only. */
  temporality: Temporality | null;
  /** Send the same request without its items. */
  isEmpty?: boolean;
};

/** A probe has 30 s in all; what it takes to name a failure must still fit in. */
const requestTimeoutMaxMs = 25_000;

export function itemFor(run: ProbeRun, member: Member): Item {
  const { signal, connection } = member;
  const metrics = run.destination.signals.metrics;
  const temporality: Temporality = metrics?.temporality ?? "cumulative";
  const histograms: Histograms = metrics?.histograms ?? "explicit";
  const encoding = connection.transport === "grpc" ? "protobuf" : connection.encoding;
  const now = BigInt(run.wallClock().getTime()) * 1_000_000n;
  const made = probeBatch({ signal, encoding, temporality, histograms, now, random: run.random, runId: run.id });
  return { member, ...made, temporality: signal === "metrics" ? temporality : null };
}

export async function sendItem(
  run: ProbeRun,
  channel: Channel,
  item: Item,
  withCredentials: boolean,
): Promise<Attempt> {
  const { signal, connection } = item.member;
  const batch = item.isEmpty ? emptyBatch(signal, item.batch.encoding) : item.batch;
  const capped = { ...connection, timeoutMs: Math.min(connection.timeoutMs, requestTimeoutMaxMs) };
  const nowMs = () => run.wallClock().getTime();
  const sending = { withCredentials, secrets: run.secrets, nowMs, timeLimit: run.timeLimit };
  const { exchange, answer } = await sendBatch(channel, capped, batch, sending, run.abort);
  const path = connection.target.path;
  return { signal, encoding: batch.encoding, path, sent: batch.items, exchange, answer };
}
