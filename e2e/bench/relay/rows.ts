// The rows that compare throughput: what is sent, how, and the goal beside the Collector with fsync, whose promise is ours too.
import { median } from "#e2e/bench/figures";
import type { Shape } from "#e2e/bench/relay/bodies";
import { type Bench, type Load, type Measured, measure } from "#e2e/bench/relay/measure";
import {
  type CollectorRelay,
  type Relay,
  type RelayOptions,
  startCollectorRelay,
  startOutspanRelay,
} from "#e2e/bench/relay/relays";

export type Row = {
  what: string;
  shape: Shape;
  protocol: Load["protocol"];
  isDelta?: boolean;
  /** How many times the Collector's items per CPU second; and the slowest answer. */
  goal?: number;
  p99MaxMs?: number;
};

const peakGoal = 250;
const protobuf = { encoding: "protobuf", isGzip: true } as const;
const spans = (items: number): Shape => ({ kind: "spans", items, ...protobuf });

export const rows: Record<string, Row> = {
  thousand: { what: "1,000 spans a request", shape: spans(1000), protocol: "http", goal: 15 },
  hundred: { what: "100 spans a request", shape: spans(100), protocol: "http", goal: 6, p99MaxMs: 30 },
  ten: { what: "10 spans a request", shape: spans(10), protocol: "http", goal: 4 },
  grpc: { what: "gRPC in, HTTP out, 1,000 spans", shape: spans(1000), protocol: "grpc", goal: 10 },
  json: {
    what: "JSON in, protobuf out, 100 spans",
    shape: { ...spans(100), encoding: "json" },
    protocol: "http",
    goal: 1,
  },
  delta: {
    what: "cumulative to delta, 1,000 points",
    shape: { kind: "counters", items: 1000, ...protobuf },
    protocol: "http",
    isDelta: true,
    goal: 1,
  },
};

/** Requests in the order of their times: enough of them for the seconds, and none twice. */
const deltaBodies = { each: 500, isEndless: false };

export type Settings = { bench: Bench; binary: string | null; rounds: number; seconds: number };
type Start = (options: RelayOptions) => Promise<Relay>;

export async function compare(row: Row, { bench, binary, rounds, seconds }: Settings): Promise<void> {
  const collector = (isFsync: boolean): Start[] =>
    binary === null ? [] : [(options) => startCollectorRelay({ binary, isFsync } satisfies CollectorRelay, options)];
  const starts: Start[] = [startOutspanRelay, ...collector(false), ...collector(true)];
  const found: Measured[] = [];
  await bench.prepare(row.shape, row.isDelta ? deltaBodies : {});
  for (let round = 0; round < rounds; round++) {
    for (const start of starts) {
      const relay = await start({ sinkPort: bench.sinkPort, isDelta: row.isDelta === true });
      found.push(await measure(bench, relay, { protocol: row.protocol, seconds }));
      await relay.stop();
    }
  }
  tell(row, found);
}

function tell(row: Row, found: Measured[]): void {
  const of = (name: string, pick: (one: Measured) => number): number =>
    median(found.filter(({ relay }) => relay === name).map(pick));
  const names = [...new Set(found.map(({ relay }) => relay))];
  console.log(`\n  ${row.what}`);
  for (const name of names) {
    const own = found.filter(({ relay }) => relay === name);
    const cells = [
      `${whole(of(name, (one) => one.itemsPerCpuSecond)).padStart(9)} items per CPU s`,
      `${whole(of(name, (one) => one.itemsPerSecond)).padStart(9)}/s`,
      `p50 ${of(name, (one) => one.p50Ms).toFixed(1)} ms`,
      `p99 ${of(name, (one) => one.p99Ms).toFixed(1)} ms`,
      `peak ${Math.round(Math.max(...own.map((one) => one.peakMebibytes)))} MiB`,
    ];
    console.log(`    ${name.padEnd(24)} ${cells.join("  ")}${troubleOf(own, row)}`);
  }
  const ours = of("Outspan", (one) => one.itemsPerCpuSecond);
  for (const name of names.slice(1)) {
    const ratio = ours / of(name, (one) => one.itemsPerCpuSecond);
    const isFair = name.includes("fsync") && row.goal !== undefined;
    console.log(`    ${ratio.toFixed(1)}× ${name}${isFair ? judged(ratio >= (row.goal ?? 0), `≥ ${row.goal}×`) : ""}`);
  }
  const p99 = of("Outspan", (one) => one.p99Ms);
  if (row.p99MaxMs)
    console.log(`    p99 of the answer ${p99.toFixed(1)} ms${judged(p99 <= row.p99MaxMs, `≤ ${row.p99MaxMs} ms`)}`);
  const peak = Math.max(...found.filter(({ relay }) => relay === "Outspan").map((one) => one.peakMebibytes));
  console.log(`    peak memory ${Math.round(peak)} MiB${judged(peak <= peakGoal, `≤ ${peakGoal} MiB`)}`);
}

/** Conversion keeps the first point of each stream, so fewer arrive there. */
function troubleOf(own: Measured[], row: Row): string {
  const failed = own.reduce((sum, one) => sum + one.failed, 0);
  const missing = own.reduce((sum, one) => sum + one.acknowledged - one.arrived, 0);
  const refused =
    failed > 0 ? `  ${failed} requests failed (${own.findLast((one) => one.failed > 0)?.lastRefusal})` : "";
  return `${refused}${missing > 0 && !row.isDelta ? `  ${missing} ITEMS MISSING` : ""}`;
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
export const judged = (isMet: boolean, goal: string): string => `  (goal ${goal}: ${isMet ? "met" : "MISSED"})`;

/** One source to five destinations, beside one. */
export async function five({ bench, rounds, seconds }: Settings): Promise<void> {
  const used: Record<number, number[]> = { 1: [], 5: [] };
  await bench.prepare(spans(100));
  for (let round = 0; round < rounds; round++) {
    for (const destinations of [1, 5]) {
      const relay = await startOutspanRelay({ sinkPort: bench.sinkPort, destinations });
      const found = await measure(bench, relay, { protocol: "http", seconds, destinations });
      const short = found.acknowledged * destinations - found.arrived;
      if (short > 0) console.log(`    ${short} ITEMS MISSING`);
      used[destinations]?.push(1e6 / found.itemsPerCpuSecond);
      await relay.stop();
    }
  }
  const [one, all] = [median(used[1] ?? []), median(used[5] ?? [])];
  console.log("\n  one source, five destinations, 100 spans a request");
  console.log(`    one ${one.toFixed(2)} µs of CPU a span, five ${all.toFixed(2)} µs`);
  console.log(`    ${(all / one).toFixed(2)}×${judged(all / one <= 3, "≤ 3×")}`);
}
