// What backends refuse in metrics and in time: receivers that read the items and mean it, in words of their own. The fix that is
// offered is tried against the same receiver.
import { describe, expect, test } from "vitest";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { metricsIn, partialAnswer, partialBody, plainBody, statusAnswer } from "#lib/engine/testing/otlp-answers";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notPassed,
  probe,
  probeFixed,
  type Seen,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const delta = 1;
const cumulative = 2;

type Metrics = NonNullable<ProbedDestination["signals"]["metrics"]>;
function metrics(port: number, settings: Partial<Metrics>, more: Connection = {}): ProbedDestination {
  const probed = destination(`http://127.0.0.1:${port}`, more);
  return { ...probed, signals: { ...probed.signals, metrics: { enabled: true, ...settings } } };
}

type Refuse = (bad: ReturnType<typeof metricsIn>) => ReturnType<typeof partialAnswer>;
/** Takes all but the metrics of that temporality. */
const without = (temporality: number, refuse: Refuse) => (seen: Seen) => {
  if (seen.path !== "/v1/metrics") return taken;
  const bad = metricsIn(plainBody(seen)).filter((one) => one.temporality === temporality);
  return bad.length === 0 ? taken : refuse(bad);
};

describe("temporality", () => {
  test("M01 metrics.delta_rejected in a partial success: the gauge passed, so it is sure", async () => {
    const refuse: Refuse = (bad) =>
      partialAnswer(bad.length, `${bad.length} points dropped: this store keeps cumulative temporality only`);
    const { port } = await httpReceiver(without(delta, refuse));
    const report = await probe(metrics(port, { temporality: "delta" }));
    expect(notPassed(report)).toEqual(["metrics warned"]);
    expect(told(report)).toEqual(["metrics.delta_rejected certain metrics: Use Cumulative"]);
    expect(firstOf(report).title).toContain("2 of 3 data points rejected");
    expect((await probeFixed(metrics(port, { temporality: "delta" }), firstOf(report))).verdict).toBe("accepted");
  });

  test.each([
    ["plain text", (words: string) => ({ status: 400, type: "text/plain", body: Buffer.from(words) })],
    ["a Protobuf Status", (words: string) => statusAnswer(400, words)],
    [
      "a JSON Status",
      (words: string) => ({
        status: 400,
        type: "application/json",
        body: Buffer.from(JSON.stringify({ code: 3, message: words })),
      }),
    ],
  ])("M01 in %s: likely, under lowmemory too", async (_form, answer) => {
    const words = 'cannot translate "outspan.test.counter": unsupported aggregation temporality for a sum';
    const { port } = await httpReceiver(without(delta, () => answer(words)));
    const report = await probe(metrics(port, { temporality: "lowmemory" }, { compression: "gzip" }));
    expect(told(report)).toEqual(["metrics.delta_rejected likely metrics: Use Cumulative"]);
    const fixed = await probeFixed(metrics(port, { temporality: "lowmemory" }), firstOf(report));
    expect(fixed.verdict).toBe("accepted");
  });

  test("M01 over gRPC, in grpc-message and in a partial success", async () => {
    const statuses = await grpcReceiver(({ signal, message }) => {
      const isBad = signal === "metrics" && metricsIn(message).some(({ temporality }) => temporality === delta);
      return isBad ? { code: 3, details: "delta counters aren't accepted – send cumulative ones" } : {};
    });
    const probed = metrics(statuses.port, { temporality: "delta" }, { transport: "grpc" });
    const report = await probe(probed);
    expect(told(report)).toEqual(["metrics.delta_rejected likely metrics: Use Cumulative"]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");

    const partials = await grpcReceiver(({ signal }) =>
      signal === "metrics" ? { body: partialBody(2, "wrong temporality: delta") } : {},
    );
    const partial = await probe(metrics(partials.port, { temporality: "delta" }, { transport: "grpc" }));
    expect(told(partial)).toEqual(["metrics.delta_rejected certain metrics: Use Cumulative"]);
  });

  test("M02 metrics.cumulative_rejected by a named reason, counted", async () => {
    const refuse: Refuse = (bad) =>
      partialAnswer(
        bad.length,
        bad.map(({ name }) => `'${name}' - UNSUPPORTED_METRIC_CUMULATIVE_TEMPORALITY`).join("\n"),
      );
    const { port } = await httpReceiver(without(cumulative, refuse));
    const report = await probe(metrics(port, {}));
    expect(told(report)).toEqual(["metrics.cumulative_rejected certain metrics: Use Delta"]);
    expect(firstOf(report).advice).toContain("2 × 'outspan.test.counter'");
    const fixed = await probeFixed(metrics(port, {}), firstOf(report));
    expect(fixed.verdict).toBe("accepted");
  });

  test("M02 in words of a 422 is likely; a 400 that names nothing is not taken for it", async () => {
    const answer = { status: 422, type: "text/plain", body: Buffer.from("this intake requires delta sums") };
    const { port } = await httpReceiver(without(cumulative, () => answer));
    const report = await probe(metrics(port, {}));
    expect(told(report)).toEqual(["metrics.cumulative_rejected likely metrics: Use Delta"]);
    const mute = await httpReceiver(without(cumulative, () => ({ ...answer, status: 400, body: Buffer.from("no") })));
    expect(told(await probe(metrics(mute.port, {})))).toEqual(["unrecognised possible metrics: no fix"]);
  });

  test("a server that turns down what was not sent is not believed: B10 with its words", async () => {
    const { port } = await httpReceiver(without(cumulative, () => partialAnswer(3, "delta sums are not supported")));
    const report = await probe(metrics(port, {}));
    expect(told(report)).toEqual(["partial.everything_rejected certain metrics: no fix"]);
  });
});

describe("types and values of metrics", () => {
  test("M07 metrics.type_unsupported: explicit histograms are one click away", async () => {
    const { port } = await httpReceiver((seen) => {
      if (seen.path !== "/v1/metrics") return taken;
      const bad = metricsIn(plainBody(seen)).filter(({ kind }) => kind === "exponentialHistogram");
      return bad.length === 0 ? taken : partialAnswer(bad.length, "exponential histograms were ignored");
    });
    const probed = metrics(port, { histograms: "exponential" });
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["metrics warned"]);
    expect(told(report)).toEqual(["metrics.type_unsupported likely metrics: Use explicit histograms"]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test.each([
    ["err-mimir-sample-out-of-order: a newer one is stored", "metrics.out_of_order_or_two_writers certain"],
    ["points arrived out-of-order for 2 series", "metrics.out_of_order_or_two_writers likely"],
    ["datapoint with value NaN", "metrics.not_a_number likely"],
    ["ERR_METRIC_TYPE_UNKNOWN: unknown metric type", "metrics.type_unsupported certain"],
  ])("M06 to M08: %s", async (words, named) => {
    const { port } = await httpReceiver(({ path }) => (path === "/v1/metrics" ? statusAnswer(400, words) : taken));
    expect(told(await probe(metrics(port, {})))).toEqual([`${named} metrics: no fix`]);
  });

  test("B10 and B13 stay for reasons that have no name of their own", async () => {
    const { port } = await httpReceiver(({ path }) => {
      if (path === "/v1/metrics") return partialAnswer(1, "label name too long");
      return path === "/v1/logs" ? partialAnswer(1, "attribute denied") : taken;
    });
    const report = await probe(metrics(port, {}));
    expect(told(report)).toEqual([
      "partial.everything_rejected certain logs: no fix",
      "partial.some_rejected certain metrics: no fix",
    ]);
  });
});

const hour = 3_600_000;
const dated = (words: string, awayMs: number) => () => ({
  status: 400,
  type: "text/plain",
  body: words,
  headers: { date: new Date(Date.now() + awayMs).toUTCString() },
});

describe("time", () => {
  test.each([
    ["M04 time.too_old", "timestamp is too old, limit is 1h", 3 * hour, "3 h ahead"],
    ["M05 time.future", "event lies too far in the future", -2 * hour, "2 h behind"],
  ])("%s is sure with a clock that is off, which is said once", async (named, words, awayMs, told) => {
    const code = named.slice(4);
    const { port } = await httpReceiver(dated(words, awayMs));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(report.diagnosis.map((one) => `${one.code} ${one.certainty} ${one.signals}`)).toEqual([
      `${code} certain ${all}`,
    ]);
    expect(firstOf(report).advice).toContain(told);
  });

  test.each([
    ["time.too_old", "record predates the retention window of 7 days"],
    ["time.too_old", "span time 1970-01-20T10:00:00Z is older than allowed"],
    ["time.future", "data stamped ahead of the server's clock"],
  ])("%s is likely by words alone: %s", async (code, words) => {
    const { port } = await httpReceiver(dated(words, 0));
    expect(told(await probe(destination(`http://127.0.0.1:${port}`)))).toEqual([`${code} likely ${all}: no fix`]);
  });

  test("M04 and M05 over gRPC, by grpc-message and for one signal alone", async () => {
    const { port } = await grpcReceiver(({ signal }) => {
      if (signal === "traces") return { code: 3, details: "trace data too far in the past" };
      return signal === "logs" ? { body: partialBody(1, "log entry timestamp too new") } : {};
    });
    const report = await probe(destination(`http://127.0.0.1:${port}`, { transport: "grpc" }));
    expect(told(report)).toEqual(["time.too_old likely traces: no fix", "time.future likely logs: no fix"]);
  });

  test("words of time with another status name no age: 401 and 503", async () => {
    const { port } = await httpReceiver(() => ({ status: 503, type: "text/plain", body: "timestamp too old" }));
    expect(told(await probe(destination(`http://127.0.0.1:${port}`))).join()).not.toContain("time.");
  });
});
