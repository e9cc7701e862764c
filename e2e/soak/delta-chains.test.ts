import { expect, test } from "vitest";
import { arrivedJson, arrivedProtobuf } from "#e2e/soak/arrived-numbers";
import { createDeltaChains } from "#e2e/soak/delta-chains";
import { numberedJson, numberedRequests } from "#e2e/soak/numbered-items";
import { createConverter } from "#lib/engine/convert/temporality";

const window = (from: number, to: number) => ({ series: "a", from, to });

function judged(...windows: [number, number][]): string[] {
  const chains = createDeltaChains();
  for (const [from, to] of windows) chains.arrived([window(from, to)]);
  return chains.judge().problems;
}

test("A delta that is missing, told twice or told differently is found; the very same once more is no fault", () => {
  expect(judged([0, 10], [10, 30], [10, 30], [30, 31])).toEqual([]);
  expect(judged([0, 10], [30, 31])[0]).toBe("a: nothing tells of 10 to 30");
  expect(judged([0, 10], [5, 30])[0]).toBe("a: 5 to 10 is told twice");
  expect(judged([0, 10], [10, 30], [0, 30])[0]).toBe("a: up to 30 it was told from 10 and from 0");
});

test("Numbers are read back from every signal, from JSON, and from the deltas that a counter is converted to", () => {
  for (const signal of ["traces", "metrics", "logs"] as const)
    expect(arrivedProtobuf(signal, numberedRequests({ signal, count: 3 })(40)).numbers).toEqual([40, 41, 42]);
  for (const signal of ["traces", "logs"] as const)
    expect(arrivedJson(signal, numberedJson({ signal, count: 3 })(40)).numbers).toEqual([40, 41, 42]);
  const counters = numberedRequests({ signal: "metrics", count: 2, series: "s" });
  expect(arrivedProtobuf("metrics", counters(40))).toEqual({ numbers: [40, 41], windows: [] });
  const converter = createConverter({ to: "delta", since: BigInt(Date.now()) * 1_000_000n });
  converter.convert(counters(40), Date.now());
  const { numbers, windows } = arrivedProtobuf(
    "metrics",
    converter.convert(counters(70), Date.now())?.body ?? counters(0),
  );
  expect(numbers).toEqual([70, 71]);
  expect(windows).toEqual([
    { series: "s-0", from: 40, to: 70 },
    { series: "s-1", from: 41, to: 71 },
  ]);
});

test("Two JSON requests joined are no request", () => {
  const body = numberedJson({ signal: "logs", count: 1 })(1);
  expect(() => arrivedJson("logs", Buffer.concat([body, body]))).toThrow();
});
