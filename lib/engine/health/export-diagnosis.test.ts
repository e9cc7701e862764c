// A failing export is named by the same entries as a probe, from what came back alone.
import { expect, test, vi } from "vitest";
import {
  configuration,
  exported,
  itemReceiver,
  openTestExport,
  request,
  send,
  spans,
  temporaryDirectory,
} from "#lib/engine/testing/export";
import type { Signal } from "#lib/otlp/signal";

const counter = request("metrics", {
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            {
              name: "requests",
              sum: {
                aggregationTemporality: 1,
                isMonotonic: true,
                dataPoints: [{ startTimeUnixNano: "1", timeUnixNano: "2", asInt: "3" }],
              },
            },
          ],
        },
      ],
    },
  ],
});

type Case = { status: number; body: string; signal?: Signal; told: string };
const cases: Case[] = [
  {
    status: 400,
    body: "delta sums are not taken: unsupported temporality",
    signal: "metrics",
    told: "metrics.delta_rejected likely: Use Cumulative",
  },
  {
    status: 400,
    body: "err-mimir-sample-out-of-order",
    signal: "metrics",
    told: "metrics.out_of_order_or_two_writers certain: no fix",
  },
  { status: 400, body: "span timestamp too old", told: "time.too_old likely: no fix" },
  { status: 503, body: "the sending queue is full", told: "collector.memory_limited likely: no fix" },
  { status: 429, body: "come back later", told: "throttle.429 certain: no fix" },
];

test.each(cases)("$told, of $status $body", async ({ status, body, signal = "traces", told }) => {
  const receiver = await itemReceiver(() => ({ status, body, headers: { "content-type": "text/plain" } }));
  const exporting = await openTestExport(temporaryDirectory());
  const signals = { traces: { enabled: true }, metrics: { enabled: true, temporality: "delta" as const } };
  await exporting.configure(configuration(exported("one", receiver.port, { signals })));
  await send(exporting, signal === "metrics" ? counter : spans("a"), signal);
  const named = () => exporting.find("one")?.status(Date.now()).diagnosis ?? [];
  await vi.waitFor(
    () => expect(named().map((one) => `${one.code} ${one.certainty}: ${one.fix?.label ?? "no fix"}`)).toEqual([told]),
    { timeout: 8000, interval: 10 },
  );
});
