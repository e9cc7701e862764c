import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { grpcSender, http1Sender, http2Sender, type MutantSender } from "#lib/engine/receive/testing/mutant-senders";
import { anyPort, opened } from "#lib/engine/receive/testing/receiver";
import { type Chance, chanceOf } from "#lib/testing/chance";

const requestsMax = Number(process.env.OUTSPAN_FUZZ_REQUESTS ?? 50_000);
const mebibyte = 1024 * 1024;
/** Of twenty. */
const shares = [
  ["http1", 16],
  ["grpc", 3],
  ["http2", 1],
] as const;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function memory() {
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, live: heapUsed + external };
}

/** Each lane draws its own requests from the seed, so that they stay the same however the lanes interleave. */
async function lane(sender: MutantSender, chance: Chance, requests: number): Promise<number> {
  let good = 0;
  for (let left = requests; left > 0; left--) if (await sender.send(chance)) good++;
  return good;
}

test(`${requestsMax} mutated requests: no crash, no growth, every answer legal, and every good request among them stored`, {
  timeout: Math.max(120_000, requestsMax * 2),
}, async () => {
  let kept = 0;
  const { httpPort, grpcPort, budget, receiver } = await opened({
    grpc: anyPort,
    keeps: false,
    append: async () => {
      kept++;
    },
  });
  const senders = {
    http1: () => http1Sender(httpPort),
    grpc: () => grpcSender(grpcPort),
    http2: () => http2Sender([httpPort, grpcPort]),
  };
  const lanes = shares.flatMap(([kind, share]) =>
    [1, 2].map((seed) => ({ sender: senders[kind](), chance: chanceOf(seed * 1000 + share), share: share / 40 })),
  );
  const round = async (requests: number) => {
    const good = lanes.map(({ sender, chance, share }) => lane(sender, chance, Math.ceil(requests * share)));
    return (await Promise.all(good)).reduce((sum, each) => sum + each, 0);
  };
  let good = await round(requestsMax / 5);
  const before = memory();
  good += await round((requestsMax * 4) / 5);
  for (const { sender } of lanes) sender.close();
  await expect.poll(() => budget.held()).toBe(0);
  await receiver.close(1000);
  const after = memory();
  expect(good).toBeGreaterThan(requestsMax / 20);
  expect(kept).toBeGreaterThanOrEqual(good);
  expect(after.live - before.live).toBeLessThan(16 * mebibyte);
  expect(after.rss - before.rss).toBeLessThan(96 * mebibyte);
});
