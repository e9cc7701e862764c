// The scrape: right by its format, equal to its documentation, bounded, and cheap.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exportDoor } from "#lib/engine/export-door";
import type { SignalMeasures } from "#lib/engine/health/metric-rows";
import { type MetricName, metricsCatalogue } from "#lib/engine/health/metrics-catalogue";
import { type Measures, metricsText } from "#lib/engine/health/metrics-text";
import { metricsTable, readMetrics } from "#lib/engine/health/testing/metrics-reader";
import { createRequestCounts } from "#lib/engine/receive/request-counts";
import { anyPort, ingestKey, ingestKeys, opened, payload, send } from "#lib/engine/receive/testing/receiver";
import { configuration, exported, itemReceiver, openTestExport, temporaryDirectory } from "#lib/engine/testing/export";
import { network } from "#lib/engine/testing/peers";

const noAttempts = { accepted: 0, partial: 0, retry: 0, refused: 0, bad_batch: 0, too_large: 0 };
const nothing: SignalMeasures = {
  state: "nothing_to_send",
  ledger: { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} },
  queueBytes: 0,
  oldestAtMs: null,
  lastSuccessAtMs: null,
  attempts: noAttempts,
};

function destination(id: string, traces: Partial<SignalMeasures> = {}, name = id) {
  return { id, name, signals: { traces: { ...nothing, ...traces }, metrics: nothing, logs: nothing } };
}

function measures(...destinations: Measures["destinations"]): Measures {
  const none = { traces: 0, metrics: 0, logs: 0 };
  return {
    nowMs: 100_000,
    destinations,
    receiver: { accepted: none, unrouted: none, log: { bytes: 1, bytesMax: 2 } },
    requests: createRequestCounts().counts,
    keys: [],
    process: { cpuSeconds: 1.5, residentBytes: 1e8, startedAtMs: 1_700_000_000_123.25 },
    version: "1.2.3",
  };
}

function samples(text: Uint8Array, name: MetricName, wanted: Record<string, string> = {}) {
  const family = readMetrics(Buffer.from(text).toString()).find((one) => one.name === name);
  const all = family?.samples ?? [];
  return all.filter(({ labels }) => Object.entries(wanted).every(([label, value]) => labels[label] === value));
}

const valuesOf = (...asked: Parameters<typeof samples>) => samples(...asked).map(({ value }) => value);

describe("one catalogue", () => {
  test("the text of a running export tells every metric of it, in its type and with its labels, and no other", async () => {
    const exporting = await openTestExport(temporaryDirectory());
    const peer = await itemReceiver();
    await exporting.configure(configuration(exported("a", peer.port)));
    const keys = ingestKeys(null, [ingestKey('team "a"', "a-key")]);
    const { receiver, httpPort } = await opened({ admit: exporting.admit, http: anyPort, keys });
    const headers = { authorization: "Bearer a-key" };
    const containers = () => ({ state: "off" as const, sentence: "", containers: 0, gpus: 0 });
    const settings = { http: anyPort, grpc: null, tls: null, token: null, corsOrigins: [] };
    const takeNoticeDuty = () => ({ incidents: { open: {}, quietUntilMs: {} }, pending: [] });
    const parts = { exporting, receiver, keys, settings, network, containers, takeNoticeDuty };
    const { metrics } = exportDoor({ ...parts, now: Date.now });
    await send(httpPort, payload(), { headers });
    await send(httpPort, Buffer.from([0xff]), { headers });
    await expect.poll(() => valuesOf(metrics(), "outspan_items_delivered_total", { signal: "traces" })).toEqual([1]);
    const text = metrics();
    const families = readMetrics(Buffer.from(text).toString());
    expect(families.map(({ name }) => name)).toEqual(Object.keys(metricsCatalogue));
    for (const { name, type, help, samples: all } of families) {
      const { labels, ...said } = metricsCatalogue[name as MetricName];
      expect({ name, type, help }).toEqual({ name, type: said.type, help: said.help });
      expect(all.length).toBeGreaterThan(0);
      for (const sample of all) expect(Object.keys(sample.labels)).toEqual(labels);
    }
    expect(valuesOf(text, "outspan_receiver_requests_total", { transport: "http", outcome: "accepted" })).toEqual([1]);
    expect(valuesOf(text, "outspan_receiver_requests_total", { transport: "http", outcome: "invalid" })).toEqual([1]);
    expect(valuesOf(text, "outspan_delivery_attempts_total", { signal: "traces", outcome: "accepted" })).toEqual([1]);
    expect(valuesOf(text, "outspan_receiver_items_total", { signal: "traces" })).toEqual([1]);
  });

  test("README.md has its table, word for word", () => {
    expect(readFileSync("README.md", "utf8")).toContain(metricsTable());
  });

  test("counters end in _total and nothing else does, units stand in names", () => {
    for (const [name, { type, unit }] of Object.entries(metricsCatalogue)) {
      expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
      if (unit === "bytes" || unit === "seconds") expect(name).toContain(`_${unit}`);
    }
  });
});

describe("values", () => {
  test("a name with quotes, backslashes and line feeds comes out as it went in", () => {
    const name = 'a "b" \\ c\nd\\n é';
    const told = samples(metricsText(measures(destination("a", {}, name))), "outspan_queue_items");
    expect(told.map(({ labels }) => labels.name)).toEqual([name, name, name]);
  });

  test("times are seconds, an absent one is absent, and exactly one state is 1", () => {
    const traces = { state: "refused", oldestAtMs: 97_500, lastSuccessAtMs: 50_000 } as const;
    const text = metricsText(measures(destination("a", traces)));
    expect(valuesOf(text, "outspan_queue_oldest_age_seconds")).toEqual([2.5, 0, 0]);
    expect(samples(text, "outspan_last_success_timestamp_seconds")).toEqual([
      { labels: { destination: "a", name: "a", signal: "traces" }, value: 50 },
    ]);
    const on = samples(text, "outspan_destination_state").filter(({ value }) => value === 1);
    expect(on.map(({ labels }) => labels.state)).toEqual(["refused", "nothing_to_send", "nothing_to_send"]);
    expect(valuesOf(text, "process_start_time_seconds")).toEqual([1_700_000_000.12325]);
  });

  test("every reason of a drop is told from the start, so that no first item is missed", () => {
    const ledger = { ...nothing.ledger, received: 5, dropped: { quota: 5 } };
    const told = samples(metricsText(measures(destination("a", { ledger }))), "outspan_items_dropped_total");
    expect(told).toHaveLength(3 * 8);
    expect(told.reduce((sum, { value }) => sum + value, 0)).toBe(5);
  });
});

describe("a scrape is bounded", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const ledger = { received: 3, delivered: 1, queued: 1, rejected: 0, dropped: { quota: 1 } };
      const traces = { state: "refused", ledger, queueBytes: 10, oldestAtMs: index, lastSuccessAtMs: 1000 + index };
      return destination(`id-${index}`, traces as Partial<SignalMeasures>);
    });

  test("beyond 200 destinations one series each holds the sum, of times the oldest", () => {
    const text = metricsText(measures(...many(1000)));
    const other = { destination: "_other", signal: "traces" };
    expect(samples(text, "outspan_queue_items")).toHaveLength(201 * 3);
    expect(valuesOf(text, "outspan_items_received_total", other)).toEqual([2400]);
    expect(valuesOf(text, "outspan_items_dropped_total", { ...other, reason: "quota" })).toEqual([800]);
    expect(valuesOf(text, "outspan_destination_state", { ...other, state: "refused" })).toEqual([800]);
    expect(valuesOf(text, "outspan_queue_bytes", other)).toEqual([8000]);
    expect(valuesOf(text, "outspan_queue_oldest_age_seconds", other)).toEqual([99.8]);
    expect(valuesOf(text, "outspan_last_success_timestamp_seconds", other)).toEqual([1.2]);
    expect(samples(metricsText(measures(...many(200))), "outspan_queue_items")).toHaveLength(200 * 3);
  });
});
