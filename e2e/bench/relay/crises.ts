// The rows about what happens when something breaks: listening again after kill -9, a destination that was away, a start with a backlog.
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { figure, median } from "#e2e/bench/figures";
import type { Shape } from "#e2e/bench/relay/bodies";
import type { Bench } from "#e2e/bench/relay/measure";
import { type QuietlyToldRelay, type Relay, startCollectorRelay, startOutspanRelay } from "#e2e/bench/relay/relays";
import { judged, type Settings } from "#e2e/bench/relay/rows";
import { numberedRequests } from "#e2e/soak/numbered-items";

const hundred: Shape = { kind: "spans", items: 100, encoding: "protobuf", isGzip: true };
const gibibyte = 2 ** 30;
/** Of the quiet destination, at a time. */
const quietItems = 10;

async function eachRelay({ bench, binary }: Settings, run: (relay: Relay) => Promise<void>): Promise<void> {
  const options = { sinkPort: bench.sinkPort };
  const starts = [
    () => startOutspanRelay(options),
    ...(binary === null ? [] : [() => startCollectorRelay({ binary, isFsync: true }, options)]),
  ];
  for (const start of starts) {
    const relay = await start();
    await run(relay);
    await relay.stop();
  }
}

export async function kill(settings: Settings): Promise<void> {
  const { bench, rounds } = settings;
  console.log("\n  kill -9 under load: listening again");
  await bench.prepare(hundred);
  await eachRelay(settings, async (relay) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const load = bench.send({ address: relay.http, protocol: "http", seconds: 4, requestsPerSecond: 200 });
      await wait(1500);
      await relay.kill();
      times.push((await relay.restart()) / 1000);
      await load;
    }
    console.log(
      `    ${figure(`${relay.name}, median`, median(times), "s", relay.name === "Outspan" ? 1.5 : undefined)}`,
    );
  });
}

export async function outage(settings: Settings): Promise<void> {
  const { bench } = settings;
  const awayMs = 20_000;
  console.log("\n  destination away for 20 s, 40 requests a second of 100 spans: until all is delivered");
  await bench.prepare(hundred);
  await eachRelay(settings, async (relay) => {
    await bench.sink("count");
    const load = bench.send({ address: relay.http, protocol: "http", seconds: 24, requestsPerSecond: 40 });
    await wait(2000);
    await bench.sink("down");
    await wait(awayMs);
    await bench.sink("up");
    const upAtMs = Date.now();
    const { acknowledged } = await load;
    const { items, lastAtMs } = await bench.drained(acknowledged, 60_000);
    // The load itself goes on for two seconds.
    const seconds = Math.max(0, (lastAtMs - upAtMs) / 1000 - 2);
    const told = figure(
      `${relay.name}, beyond the load's own end`,
      seconds,
      "s",
      relay.name === "Outspan" ? 2 : undefined,
    );
    console.log(`    ${told}${items < acknowledged ? `  ${acknowledged - items} ITEMS MISSING` : ""}`);
  });
}

/** Both destinations down, telemetry up to so many GiB on disk, kill -9, the start with all of it, and every item of it delivered. */
export async function backlog({ bench }: Settings, gibibytes: number): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  const most = Math.floor((bavail * bsize) / gibibyte / 3);
  const wanted = Math.min(gibibytes, most);
  const note = wanted < gibibytes ? `, as much as the disk allows of ${gibibytes}` : "";
  console.log(`\n  start with a backlog of ${wanted} GiB${note}, and of a quiet destination in the same log`);
  const shape: Shape = { ...hundred, items: 1000, isGzip: false, isNumbered: true };
  await bench.prepare(shape, { each: 4 });
  const relay = await startOutspanRelay({
    ...{ sinkPort: bench.sinkPort, queueBytes: 4 * gibibytes * gibibyte, hasQuiet: true },
  });
  await bench.sink("down");
  const filled = await fill(bench, relay, { bytes: wanted * gibibyte, items: shape.items });
  const peaks = [tellPeak(relay, "while it fills")];
  await relay.kill();
  const seconds = (await relay.restart()) / 1000;
  console.log(`    ${figure(`listening again with ${(filled.bytes / gibibyte).toFixed(1)} GiB`, seconds, "s", 2)}`);
  await wait(5000);
  tellPeak(relay, "started");
  await bench.sink("up");
  const upAtMs = Date.now();
  const found = await bench.complete({ numbers: filled.acknowledged, quiet: filled.quiet }, 60_000);
  const took = (found.lastAtMs - upAtMs) / 1000;
  console.log(
    `    ${found.numbers} of ${filled.acknowledged} items delivered in ${took.toFixed(1)} s, ${Math.round(filled.bytes / 2 ** 20 / took)} MiB/s${judged(found.numbers === filled.acknowledged, "every one")}`,
  );
  const quietTook = ((found.quiet.lastAtMs - upAtMs) / 1000).toFixed(1);
  console.log(
    `    ${found.quiet.numbers} of ${filled.quiet} items of the quiet one in ${quietTook} s${judged(found.quiet.numbers === filled.quiet, "every one")}`,
  );
  peaks.push(tellPeak(relay, "delivering"));
  const peak = Math.max(...peaks);
  console.log(`    over the whole run: peak ${Math.round(peak)} MiB${judged(peak <= 250, "≤ 250 MiB")}`);
  await relay.stop();
}

function tellPeak(relay: Relay, when: string): number {
  const peak = relay.peakMebibytes();
  console.log(`    ${when}: peak ${Math.round(peak)} MiB`);
  return peak;
}

/** Little is told quietly after much that is sent; what was not acknowledged would leave a hole in the numbers. */
async function fill(bench: Bench, relay: QuietlyToldRelay, wanted: { bytes: number; items: number }) {
  const told = numberedRequests({ signal: "traces", count: quietItems });
  const filled = { bytes: 0, acknowledged: 0, quiet: 0 };
  while (filled.bytes < wanted.bytes) {
    const sent = await bench.send({ address: relay.http, protocol: "http", seconds: 2, requestsPerSecond: null });
    if (sent.acknowledged === 0 || sent.failed > 0) throw new Error(`It does not take all: ${sent.lastRefusal}`);
    filled.bytes += (sent.acknowledged / wanted.items) * sent.meanBytes;
    filled.acknowledged += sent.acknowledged;
    if (await relay.tellQuietly(told(filled.quiet))) filled.quiet += quietItems;
  }
  return filled;
}
