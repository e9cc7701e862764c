// One measurement of a relay: load from a process of its own, a sink in another, CPU and memory of the relay alone, until the last
// item is at the sink. Knows no rows.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Shape } from "#e2e/bench/relay/bodies";
import type { Prepare, Send, Sent } from "#e2e/bench/relay/generator";
import type { Relay } from "#e2e/bench/relay/relays";
import type { SinkAnswer, SinkOrder } from "#e2e/bench/relay/sink";

export type Bench = {
  sinkPort: number;
  sink(order: SinkOrder["order"]): Promise<SinkAnswer>;
  /** Makes the bodies; takes a while. */
  prepare(shape: Shape, more?: Partial<Prepare["prepare"]>): Promise<void>;
  send(run: Send["send"]): Promise<Sent>;
  /** Until nothing comes any more and `items` are there, or `patienceMs` are over. */
  drained(items: number, patienceMs: number): Promise<SinkAnswer>;
  /** The same by the numbers of spans, and of `quiet` others beside them. */
  complete(wanted: { numbers: number; quiet: number }, patienceMs: number): Promise<SinkAnswer>;
  close(): Promise<void>;
};

const senders = 8;
const quietMs = 700;

export async function openBench(): Promise<Bench> {
  const start = (name: string): ChildProcess =>
    fork(path.join(import.meta.dirname, `${name}.ts`), { execArgv: ["--max-semi-space-size=16"] });
  const [generator, sink] = [start("generator"), start("sink")];
  const answer = async <T>(child: ChildProcess): Promise<T> => ((await once(child, "message")) as [T])[0];
  const ask = async <T>(child: ChildProcess, message: object): Promise<T> => {
    const answered = answer<T>(child);
    child.send(message);
    return answered;
  };
  const { port } = await answer<SinkAnswer>(sink);
  const order = (one: SinkOrder["order"]): Promise<SinkAnswer> => ask(sink, { order: one });
  return {
    sinkPort: port,
    sink: order,
    async prepare(shape, more) {
      await ask(generator, { prepare: { shape, senders, each: 32, isEndless: true, ...more } });
    },
    send: (send) => ask(generator, { send }),
    async drained(items, patienceMs) {
      const startedAtMs = Date.now();
      let counted = 0;
      for (;;) {
        const { lastAtMs } = await order("look");
        const quiet = Date.now() - Math.max(lastAtMs, startedAtMs);
        if (quiet > quietMs) {
          const answered = await order("count");
          counted += answered.items;
          if (counted >= items || quiet > patienceMs) return { ...answered, items: counted };
        }
        await wait(50);
      }
    },
    async complete(wanted, patienceMs) {
      const startedAtMs = Date.now();
      for (;;) {
        const { lastAtMs } = await order("look");
        const quietForMs = Date.now() - Math.max(lastAtMs, startedAtMs);
        if (quietForMs > quietMs) {
          const found = await order("count");
          const isWhole = found.numbers >= wanted.numbers && found.quiet.numbers >= wanted.quiet;
          if (isWhole || quietForMs > patienceMs) return found;
        }
        await wait(50);
      }
    },
    async close() {
      for (const child of [generator, sink]) child.disconnect();
      await Promise.all([generator, sink].map((child) => once(child, "exit")));
    },
  };
}

export type Measured = {
  relay: string;
  itemsPerCpuSecond: number;
  itemsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  peakMebibytes: number;
  acknowledged: number;
  arrived: number;
  failed: number;
  lastRefusal: string;
};

export type Load = { protocol: "http" | "grpc"; seconds: number; destinations?: number };

/** A first second, which is not measured, warms the relay. */
export async function measure(bench: Bench, relay: Relay, load: Load): Promise<Measured> {
  const { protocol, seconds, destinations = 1 } = load;
  const run = { address: protocol === "grpc" ? relay.grpc : relay.http, protocol, requestsPerSecond: null };
  const warm = await bench.send({ ...run, seconds: 1, isFresh: true });
  await bench.drained(warm.acknowledged * destinations, 5000);
  const before = relay.cpuSeconds();
  const sent = await bench.send({ ...run, seconds });
  const { items, lastAtMs } = await bench.drained(sent.acknowledged * destinations, 5000);
  const cpuSeconds = relay.cpuSeconds() - before;
  return {
    relay: relay.name,
    itemsPerCpuSecond: sent.acknowledged / cpuSeconds,
    itemsPerSecond: (sent.acknowledged * 1000) / Math.max(1, lastAtMs - sent.firstAtMs),
    p50Ms: sent.p50Ms,
    p99Ms: sent.p99Ms,
    peakMebibytes: relay.peakMebibytes(),
    acknowledged: sent.acknowledged,
    arrived: items,
    failed: sent.failed,
    lastRefusal: sent.lastRefusal,
  };
}
