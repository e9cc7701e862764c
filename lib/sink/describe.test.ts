import { expect, test } from "vitest";
import { type ProbeItems, probeBatch } from "#lib/otlp/payload";
import { decodeRequest } from "#lib/sink/decode";
import { describeRequest } from "#lib/sink/describe";

const items: Omit<ProbeItems, "signal" | "encoding"> = {
  temporality: "delta",
  histograms: "exponential",
  now: 1_790_000_001_000_000_000n,
  random: (bytes) => new Uint8Array(bytes).fill(7),
  runId: "run-1",
};

function described(signal: ProbeItems["signal"], encoding: ProbeItems["encoding"]): string[] {
  const { body } = probeBatch({ ...items, signal, encoding }).batch;
  const json: unknown = encoding === "json" ? JSON.parse(new TextDecoder().decode(body)) : decodeRequest(signal, body);
  return describeRequest(signal, json).lines;
}

test.each(["traces", "metrics", "logs"] as const)("%s read the same from Protobuf and JSON", (signal) => {
  expect(described(signal, "protobuf")).toEqual(described(signal, "json"));
});

test("a span shows name, duration, kind and ids", () => {
  const id = "07".repeat(16);
  expect(described("traces", "protobuf")).toContain(
    `span      outspan.probe  1 ms  internal  trace ${id}  span ${id.slice(0, 16)}`,
  );
});

test("a metric shows name, kind, temporality, unit and value", () => {
  const lines = described("metrics", "protobuf");
  expect(lines).toContain("metric    outspan.test.gauge  gauge, unit 1  = 1");
  expect(lines).toContain("metric    outspan.test.counter  sum, delta, monotonic, unit 1  = 1");
  expect(lines).toContain("metric    outspan.test.histogram  exponential histogram, delta, unit ms  = count 1, sum 3");
});

test("a log record shows severity and body, and the resource its service name", () => {
  const lines = described("logs", "json");
  expect(lines).toContain("log       INFO  Hello from Outspan! 🚀");
  expect(lines[0]).toMatch(/^resource {2}service\.name=outspan\.test_logs /);
});

test("items are counted as spans, data points and log records", () => {
  const count = (signal: ProbeItems["signal"]): number => {
    const { body } = probeBatch({ ...items, signal, encoding: "protobuf" }).batch;
    return describeRequest(signal, decodeRequest(signal, body)).items;
  };
  expect([count("traces"), count("metrics"), count("logs")]).toEqual([1, 3, 1]);
});

test("a sender cannot drive the terminal with control characters", () => {
  const log = { body: { stringValue: "\u001b[2Jgone\nnext" }, severityText: "INFO" };
  const { lines } = describeRequest("logs", { resourceLogs: [{ scopeLogs: [{ logRecords: [log] }] }] });
  expect(lines).toContain("log       INFO  \\u001b[2Jgone\\nnext");
});

test.each([null, [], { resourceSpans: 7 }, { resourceSpans: [{ scopeSpans: [{ spans: [null] }] }] }])(
  "a request of another shape is described as nothing, not thrown at (%j)",
  (json) => {
    expect(describeRequest("traces", json).items).toBe(0);
  },
);
