// What export does to metrics on their way: temporality converted once, in order, across failures and restarts; everything else as it came.
import { cpSync } from "node:fs";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import type { Export } from "#lib/engine/export";
import {
  configuration,
  exported,
  itemReceiver,
  ledger,
  openTestExport,
  request,
  send,
  temporaryDirectory,
} from "#lib/engine/testing/export";
import { listen } from "#lib/engine/testing/peers";

const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 10 });

const sum = (value: number, atSeconds: number, temporality: 1 | 2 = 2) =>
  request("metrics", {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: "requests",
                sum: {
                  aggregationTemporality: temporality,
                  isMonotonic: true,
                  dataPoints: [
                    { startTimeUnixNano: "1000000000", timeUnixNano: `${atSeconds}000000000`, asInt: String(value) },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });
/** Large enough to go as a request of its own. */
const bulk = (at: number, temporality: 1 | 2) => {
  const points = Array.from({ length: 400 }, (_, series) => ({
    attributes: [{ key: "series", value: { stringValue: `${series}` } }],
    startTimeUnixNano: temporality === 2 ? "1000000000" : `${at + 1}000000000`,
    timeUnixNano: `${at + 2}000000000`,
    asInt: String(at),
  }));
  const sum = { aggregationTemporality: temporality, isMonotonic: true, dataPoints: points };
  return request("metrics", { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "bulk", sum }] }] }] });
};

/** As an SDK does: such a request is passed on as it came, alone. */
async function sendPacked(exporting: Export, body: Uint8Array): Promise<void> {
  const answer = await exporting.admit("metrics", {
    ...{ source: "otlp", encoding: "protobuf", coding: "gzip" },
    body: gzipSync(body),
  });
  expect(answer.accepted).toBe(true);
}

/** Answers each request after a while; `began` returns what is called when it ends. */
async function slowReceiver(began: () => () => void): Promise<number> {
  const server = createServer((incoming, response) => {
    const ended = began();
    incoming.resume();
    incoming.once("end", () => {
      setTimeout(() => {
        ended();
        response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      }, 30);
    });
  });
  return listen(server);
}

const values = (receiver: Awaited<ReturnType<typeof itemReceiver>>) =>
  receiver.accepted.flatMap(({ json }) =>
    [...JSON.stringify(json).matchAll(/"asInt":"(\d+)"/g)].map(([, value]) => Number(value)),
  );

test("R13 cumulative becomes delta once, across failures and a restart", async () => {
  const receiver = await itemReceiver();
  const directory = temporaryDirectory();
  const delta = { signals: { metrics: { enabled: true, temporality: "delta" as const } } };
  const before = await openTestExport(directory);
  await before.configure(configuration(exported("one", receiver.port, delta)));
  for (const [value, at] of [
    [10, 2],
    [25, 3],
  ] as const)
    await send(before, sum(value, at), "metrics");
  await until(() =>
    expect(ledger(before, "one", "metrics")).toMatchObject({ received: 2, queued: 0, isBalanced: true }),
  );
  receiver.answer = () => ({ status: 503 });
  await send(before, sum(45, 4), "metrics");
  await until(() => expect(before.find("one")?.status(Date.now()).state).toBe("retrying"));
  await before.close();
  receiver.answer = () => ({ status: 200 });
  const after = await openTestExport(directory);
  await after.configure(configuration(exported("one", receiver.port, delta)));
  await send(after, sum(100, 5), "metrics");
  await until(() =>
    expect(ledger(after, "one", "metrics")).toMatchObject({ received: 4, queued: 0, isBalanced: true }),
  );
  const sent = values(receiver);
  expect(sent.slice(-3)).toEqual([15, 20, 55]);
  expect(after.bugs.concat(before.bugs)).toEqual([]);
});

test.each(["a stop", "a crash"])("R13 %s in the middle of an outage loses no delta and doubles none", async (end) => {
  let ahead = 0;
  const receiver = await itemReceiver();
  const [directory, crashed] = [temporaryDirectory(), temporaryDirectory()];
  const delta = { signals: { metrics: { enabled: true, temporality: "delta" as const } } };
  const before = await openTestExport(directory, 1 << 30, () => Date.now() + ahead);
  await before.configure(configuration(exported("one", receiver.port, delta)));
  for (const [value, at] of [
    [1, 2],
    [3, 3],
  ] as const) {
    await send(before, sum(value, at), "metrics");
    await until(() => expect(ledger(before, "one", "metrics").queued).toBe(0));
  }
  receiver.answer = () => ({ status: 503 });
  await send(before, sum(10, 4), "metrics");
  await until(() => expect(before.find("one")?.status(Date.now()).state).toBe("retrying"));
  // Long enough for the state to be due to be written down.
  ahead = 60_000;
  const tried = receiver.requests;
  await until(() => expect(receiver.requests).toBeGreaterThan(tried + 4));
  cpSync(directory, crashed, { recursive: true });
  await before.close();
  receiver.answer = () => ({ status: 200 });
  const after = await openTestExport(end === "a stop" ? directory : crashed);
  await after.configure(configuration(exported("one", receiver.port, delta)));
  await send(after, sum(15, 5), "metrics");
  await until(() =>
    expect(ledger(after, "one", "metrics")).toMatchObject({ received: 4, queued: 0, isBalanced: true }),
  );
  expect(values(receiver).slice(-3)).toEqual([2, 7, 5]);
  expect(ledger(after, "one", "metrics").dropped).toEqual(ledger(before, "one", "metrics").dropped);
  expect(after.bugs.concat(before.bugs)).toEqual([]);
});

test("metrics that need no conversion go side by side; from the first that does, one after the other", async () => {
  let atOnce = 0;
  let most = 0;
  const receiver = await itemReceiver();
  const proxy = await slowReceiver(() => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    return () => {
      atOnce -= 1;
    };
  });
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", proxy), exported("two", receiver.port)));
  const many = (temporality: 1 | 2) => Array.from({ length: 40 }, (_, at) => bulk(at, temporality));
  for (const body of many(2)) await sendPacked(exporting, body);
  await until(() => expect(ledger(exporting, "one", "metrics")).toMatchObject({ queued: 0, isBalanced: true }));
  expect(most).toBeGreaterThan(1);
  await until(() => expect(atOnce).toBe(0));
  most = 0;
  for (const body of many(1)) await sendPacked(exporting, body);
  await until(() => expect(ledger(exporting, "one", "metrics")).toMatchObject({ queued: 0, isBalanced: true }));
  expect(most).toBe(1);
});
