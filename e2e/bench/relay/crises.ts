// The rows about what happens when something breaks: listening again after kill -9, a destination that was away, a start with a backlog.
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { figure, median } from "#e2e/bench/figures";
import type { Shape } from "#e2e/bench/relay/bodies";
import { type Relay, startCollectorRelay, startOutspanRelay } from "#e2e/bench/relay/relays";
import { judged, type Settings } from "#e2e/bench/relay/rows";

const hundred: Shape = { kind: "spans", items: 100, encoding: "protobuf", isGzip: true };
const gibibyte = 2 ** 30;

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

/** A destination that is down, telemetry up to so many GiB on disk, kill -9, and the start with all of it. */
export async function backlog({ bench }: Settings, gibibytes: number): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  const most = Math.floor((bavail * bsize) / gibibyte / 3);
  const wanted = Math.min(gibibytes, most);
  const note = wanted < gibibytes ? `, as much as the disk allows of ${gibibytes}` : "";
  console.log(`\n  start with a backlog of ${wanted} GiB${note}`);
  const shape: Shape = { ...hundred, items: 1000, isGzip: false };
  await bench.prepare(shape, { each: 4 });
  const relay = await startOutspanRelay({ sinkPort: bench.sinkPort, queueBytes: 4 * gibibytes * gibibyte });
  await bench.sink("down");
  let bytes = 0;
  let acknowledged = 0;
  while (bytes < wanted * gibibyte) {
    const sent = await bench.send({ address: relay.http, protocol: "http", seconds: 2, requestsPerSecond: null });
    if (sent.acknowledged === 0) throw new Error(`It takes no more: ${sent.lastRefusal}`);
    bytes += (sent.acknowledged / shape.items) * sent.meanBytes;
    acknowledged += sent.acknowledged;
  }
  const peakGoal = (mebibytes: number): string => judged(mebibytes <= 250, "≤ 250 MiB");
  console.log(`    while it fills: peak ${Math.round(relay.peakMebibytes())} MiB${peakGoal(relay.peakMebibytes())}`);
  await relay.kill();
  const seconds = (await relay.restart()) / 1000;
  console.log(`    ${figure(`listening again with ${(bytes / gibibyte).toFixed(1)} GiB`, seconds, "s", 2)}`);
  await wait(5000);
  console.log(`    started: peak ${Math.round(relay.peakMebibytes())} MiB${peakGoal(relay.peakMebibytes())}`);
  await bench.sink("count");
  await bench.sink("up");
  const upAtMs = Date.now();
  const { items, lastAtMs } = await bench.drained(acknowledged, 60_000);
  const took = (lastAtMs - upAtMs) / 1000;
  const rate = Math.round(bytes / 2 ** 20 / took);
  console.log(
    `    delivered in ${took.toFixed(1)} s, ${rate} MiB/s${items < acknowledged ? `, ${acknowledged - items} ITEMS MISSING` : ""}`,
  );
  console.log(`    delivering: peak ${Math.round(relay.peakMebibytes())} MiB${peakGoal(relay.peakMebibytes())}`);
  await relay.stop();
}
