import { expect, test } from "vitest";
import { createServiceCounts } from "#lib/engine/receive/service-counts";
import { otherServices } from "#lib/otlp/scan";

test("who floods and who fell silent: items and last time of each service and signal, the busiest first", () => {
  const counts = createServiceCounts();
  counts.add("traces", new Map([["shop", 2]]), 10);
  counts.add(
    "logs",
    new Map([
      ["shop", 1],
      ["pay", 7],
    ]),
    20,
  );
  counts.add("traces", new Map([["shop", 3]]), 30);
  expect(counts.rows()).toEqual([
    { service: "pay", signal: "logs", items: 7, lastAtMs: 20 },
    { service: "shop", signal: "traces", items: 5, lastAtMs: 30 },
    { service: "shop", signal: "logs", items: 1, lastAtMs: 20 },
  ]);
});

test("of more services than fit, the later ones share a row, and no item is lost", () => {
  const counts = createServiceCounts(2);
  for (const service of ["a", "b", "c", "d", "a"]) counts.add("traces", new Map([[service, 1]]), 1);
  expect(counts.rows()).toEqual([
    { service: "a", signal: "traces", items: 2, lastAtMs: 1 },
    { service: otherServices, signal: "traces", items: 2, lastAtMs: 1 },
    { service: "b", signal: "traces", items: 1, lastAtMs: 1 },
  ]);
});
