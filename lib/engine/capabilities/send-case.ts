// One request of a run there and back: over the transport that export uses, with items that are marked as a probe's.
import type { CapabilityAspect } from "#lib/destination/capability";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Channels } from "#lib/engine/capabilities/channels";
import type { Setting } from "#lib/engine/capabilities/plan";
import { type Judged, judgeAnswer, judgeUnopened } from "#lib/engine/capabilities/verdict";
import type { Secrets } from "#lib/engine/redact";
import { sendBatch } from "#lib/engine/transport";
import { probeBatch } from "#lib/otlp/payload";
import type { Signal } from "#lib/otlp/signal";

export type Sender = {
  id: string;
  abort: AbortSignal;
  channels: Channels;
  secrets: Secrets;
  clock: { monotonicMs(): number; now(): number };
  random: (bytes: number) => Uint8Array;
};

type Outgoing = {
  aspect: CapabilityAspect;
  signal: Signal;
  bytes?: number;
  setting: Setting;
  /** Why what goes along must not go there: then nothing is opened either. */
  forbidden: string | null;
};

/** `isSent`: a request went out. */
export type Sent = Judged & { isSent: boolean; isPublic: boolean; durationMs: number };

export async function sendCase(sender: Sender, connection: EffectiveConnection, outgoing: Outgoing): Promise<Sent> {
  const { channels, clock, secrets } = sender;
  const startMs = clock.monotonicMs();
  if (outgoing.forbidden !== null) {
    const evidence = `Not sent: ${outgoing.forbidden}`;
    return { verdict: "skipped", evidence, stops: null, isSent: false, isPublic: false, durationMs: 0 };
  }
  const { channel, seen, isPublic } = await channels.reach(connection);
  const ended = () => ({ isPublic, durationMs: clock.monotonicMs() - startMs });
  if (channel === null) {
    const judged = judgeUnopened(seen, connection.target.host, secrets);
    // A way that is closed says nothing about what would be accepted on it.
    const verdict = outgoing.aspect === "transport" ? judged.verdict : "unknown";
    return { ...judged, verdict, isSent: false, ...ended() };
  }
  const batch = batchOf(sender, connection, outgoing);
  const sending = { withCredentials: true, secrets, nowMs: clock.now };
  const { exchange, answer } = await sendBatch(channel, connection, batch, sending, sender.abort);
  const isSent = exchange.token === undefined;
  if (exchange.fault !== null && isSent) channels.drop(connection);
  return { ...judgeAnswer(exchange, answer, secrets), isSent, ...ended() };
}

function batchOf({ id, clock, random }: Sender, { encoding }: EffectiveConnection, outgoing: Outgoing) {
  const { signal, bytes, setting } = outgoing;
  const { temporality, histograms } = setting;
  const now = BigInt(clock.now()) * 1_000_000n;
  const items = { signal, encoding, temporality, histograms, now, random, runId: id };
  return probeBatch(bytes === undefined ? items : { ...items, bytes }).batch;
}
