// M04 to M08: what a receiver refuses in content that it has read, by words that it chooses freely and by names that programs write.
import { describe, expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const everywhere = (body: string, date?: string) =>
  facts({ attempts: allAnswered({ status: 400, body, headers: date === undefined ? {} : { date } }) });
const metrics = (body: string) =>
  facts({ signals: ["metrics"], attempts: [attempt("metrics", { status: 400, body })] });

describe("M04 time.too_old", () => {
  test.each([
    "entry too far behind, oldest acceptable timestamp is: 2026-11-20T12:00:00Z",
    "timestamp too old: 1970-01-01T00:00:00Z",
    "span outside the retention window",
    "records older than 14 days are not stored",
    "logs cannot be written more than 25h4m in the past",
    "timestamp 2019-03-01 is before the retention window",
  ])("%s", (body) => {
    expect(told(everywhere(body))).toEqual([`time.too_old likely ${all}: no fix`]);
  });

  test("sure by a clock that is ahead of ours, which is then said once, and by a named reason", () => {
    const ahead = everywhere("timestamp too old", "Sat, 21 Nov 2026 15:00:00 GMT");
    expect(told(ahead)).toEqual([`time.too_old certain ${all}: no fix`]);
    expect(diagnose(ahead)[0]?.advice).toContain("3 h ahead");
    expect(told(metrics("err-mimir-sample-timestamp-too-old"))).toEqual(["time.too_old certain metrics: no fix"]);
  });

  test("1970 and 1754 name the wrong unit and the unset time", () => {
    expect(diagnose(everywhere("timestamp too old: 1970-01-20"))[0]?.advice).toContain("nanoseconds");
    expect(diagnose(everywhere("timestamp too old: 1754-08-30"))[0]?.advice).toContain("never set");
  });

  test.each(["this agent version is too old", "the SDK's logs API is too old"])("is not claimed for: %s", (body) => {
    expect(told(everywhere(body)).join()).not.toContain("time.");
  });
});

describe("M01, M02 a temporality", () => {
  const sent = (temporality: "delta" | "cumulative", body: string) => {
    const known = metrics(body);
    const signals = { ...known.destination.signals, metrics: { enabled: true, temporality } };
    return told({ ...known, destination: { ...known.destination, signals } }).join();
  };

  test.each([
    "metric up: AggregationTemporalityDelta is not supported",
    "non-cumulative monotonic sums are not supported",
  ])("M01 %s", (body) => {
    expect(sent("delta", body)).toContain("metrics.delta_rejected likely");
    expect(sent("cumulative", body)).not.toContain("metrics.");
  });

  test.each([
    "metric name http.delta.bytes contains invalid characters",
    "resource attribute 'temporality' is not allowed",
    "delta between scrapes is too small for a gauge",
  ])("neither is claimed for: %s", (body) => {
    expect(sent("delta", body)).not.toContain("metrics.");
    expect(sent("cumulative", body)).not.toContain("metrics.");
  });
});

describe("M05 time.future", () => {
  test.each([
    "timestamp too new: 2026-11-22T12:00:00Z",
    "the span starts in the future",
    "sample is too far in the future",
  ])("%s", (body) => {
    expect(told(everywhere(body))).toEqual([`time.future likely ${all}: no fix`]);
  });

  test("sure by a clock that is behind ours", () => {
    const behind = everywhere("record is in the future", "Sat, 21 Nov 2026 10:00:00 GMT");
    expect(told(behind)).toEqual([`time.future certain ${all}: no fix`]);
    expect(diagnose(behind)[0]?.advice).toContain("2 h behind");
    expect(told(metrics("err-mimir-too-far-in-future"))).toEqual(["time.future certain metrics: no fix"]);
  });

  test("is not claimed for what will be refused one day", () => {
    expect(told(everywhere("logs without a body will be rejected in the future")).join()).not.toContain("time.");
  });
});

test.each([
  ["out of order sample", "likely"],
  ["duplicate sample for timestamp", "likely"],
  ["the point is older than the last one of this series", "likely"],
  ["Points must be written in order: one had an older start time than the most recent point", "likely"],
  ["err-mimir-sample-out-of-order: rejected", "certain"],
])("M06 %s", (body, certainty) => {
  expect(told(metrics(body))).toEqual([`metrics.out_of_order_or_two_writers ${certainty} metrics: no fix`]);
});

describe("M07 metrics.type_unsupported", () => {
  test.each([
    ["exponential histograms are not supported", "likely"],
    ["metric type Summary is not supported by this store", "likely"],
    ["x: UNSUPPORTED_METRIC_TYPE_SUMMARY", "certain"],
  ])("%s", (body, certainty) => {
    expect(told(metrics(body))).toEqual([`metrics.type_unsupported ${certainty} metrics: no fix`]);
  });

  test("explicit histograms are one click away where exponential ones are sent", () => {
    const known = metrics("exponential histograms are not supported");
    const signals = { metrics: { enabled: true, histograms: "exponential" as const } };
    expect(told({ ...known, destination: { ...known.destination, signals } })).toEqual([
      "metrics.type_unsupported likely metrics: Use explicit histograms",
    ]);
  });

  test("is not claimed for a histogram with something wrong in it, nor for temporality (M01)", () => {
    expect(told(metrics("histogram rejected: bounds must be sorted")).join()).not.toContain("metrics.");
    const both = told(metrics("histogram with cumulative temporality is not supported"));
    expect(both).toEqual(["metrics.cumulative_rejected likely metrics: Use Delta"]);
  });
});

test("M08 a value that is no number", () => {
  expect(told(metrics("value NaN is not allowed"))).toEqual(["metrics.not_a_number likely metrics: no fix"]);
  expect(told(metrics("strconv: nan-ny is no label")).join()).not.toContain("not_a_number");
});

test("reasons are read only from answers to content: not from 401, 404 or 503", () => {
  for (const status of [401, 404, 503]) {
    const known = facts({ attempts: allAnswered({ status, body: "timestamp too old, delta not supported" }) });
    expect(told(known).join()).not.toMatch(/time\.|metrics\./);
  }
});
