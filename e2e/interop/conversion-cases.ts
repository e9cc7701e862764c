// The same metrics into the Collector's cumulativetodelta and deltatocumulative and into our conversion: what is sent, and where
// the two differ, with the rule that says who is right. Data only: conversion.ts does the sending.

/** Times are seconds after the start of the check; other fields are as OTLP's JSON has them. */
export type SentPoint = { from: number; at: number; attributes?: string[] } & Record<string, unknown>;
export type SentMetric = {
  kind: "gauge" | "sum" | "histogram" | "exponentialHistogram";
  temporality?: 1 | 2;
  isMonotonic?: boolean;
  name?: string;
  points: SentPoint[];
};

export type ConversionCase = {
  title: string;
  to: "delta" | "cumulative";
  /** One request after another. */
  requests: SentMetric[][];
  /** Points that only one of the two sends on, and why that is right. */
  differs?: { why: string; ours: string[]; theirs: string[] };
};

const sum = (...points: SentPoint[]): SentMetric => ({ kind: "sum", points });
const histogram = (...points: SentPoint[]): SentMetric => ({ kind: "histogram", points });
const exponential = (...points: SentPoint[]): SentMetric => ({ kind: "exponentialHistogram", points });
const int = (from: number, at: number, asInt: number, attributes: string[] = []): SentPoint => ({
  ...{ from, at, attributes, asInt: String(asInt) },
});
const explicit = (from: number, at: number, buckets: number[], total: number, more: object = {}): SentPoint => ({
  ...{ from, at, bucketCounts: buckets.map(String), explicitBounds: [1, 5], sum: total },
  ...{ count: String(buckets.reduce((all, one) => all + one, 0)), ...more },
});
const scaled = (from: number, at: number, scale: number, offset: number, counts: number[], more: object = {}) => ({
  ...{ from, at, scale, zeroCount: "1", sum: at, positive: { offset, bucketCounts: counts.map(String) } },
  ...{ count: String(counts.reduce((all, one) => all + one, 1)), ...more },
});

export const conversionCases: ConversionCase[] = [
  {
    title: "sums of several streams, their attributes in any order, in one request and in several",
    to: "delta",
    requests: [
      [sum(int(1, 2, 5, ["a=1", "b=2"]), int(1, 2, 7, ["a=1"]), int(1, 3, 9, ["b=2", "a=1"]))],
      [sum(int(1, 4, 7, ["a=1"]), int(1, 5, 20, ["a=1", "b=2"])), { ...sum(int(1, 5, 3, ["a=1"])), name: "other" }],
      [
        sum(
          { from: 1, at: 6, asDouble: 0.5, attributes: ["real=1"] },
          { from: 1, at: 7, asDouble: 2, attributes: ["real=1"] },
        ),
      ],
    ],
  },
  {
    title: "a stream that began before: its first point is the baseline",
    to: "delta",
    requests: [[sum(int(-90_000, 2, 1000), int(-90_000, 3, 1001))], [sum(int(-90_000, 4, 1005))]],
  },
  {
    title: "a gap without points is spanned by one delta",
    to: "delta",
    requests: [[sum(int(1, 2, 5))], [sum(int(1, 900, 50))]],
  },
  {
    title: "a reset with a later start",
    to: "delta",
    requests: [[sum(int(1, 2, 5))], [sum(int(3, 4, 2)), sum(int(3, 5, 6))]],
  },
  {
    title: "a reset with an unknown start",
    to: "delta",
    requests: [[sum(int(1, 2, 5))], [sum(int(4, 4, 50))], [sum(int(4, 5, 52))]],
  },
  {
    title: "a sum that falls though its start stays",
    to: "delta",
    requests: [[sum(int(1, 2, 5), int(1, 3, 2), int(1, 4, 6))]],
  },
  {
    title: "histograms: buckets, count, sum; without a sum; other bounds; a reset",
    to: "delta",
    requests: [
      [
        histogram(
          explicit(1, 2, [1, 2, 0], 4, { min: 0.5, max: 2 }),
          explicit(1, 3, [1, 3, 1], 9.5, { min: 0.5, max: 6 }),
        ),
      ],
      [
        histogram(explicit(1, 4, [2, 3, 1], 9, { explicitBounds: [1, 6] })),
        histogram(explicit(1, 5, [2, 4, 1], 11, { explicitBounds: [1, 6] })),
      ],
      [histogram(explicit(6, 7, [1, 0, 0], 1, { explicitBounds: [1, 6] }))],
      [
        histogram(
          explicit(1, 2, [1, 0, 0], 1, { sum: undefined, attributes: ["s=0"] }),
          explicit(1, 3, [2, 0, 0], 1, { sum: undefined, attributes: ["s=0"] }),
        ),
      ],
    ],
    differs: {
      why: "R13.10: the first delta is all of its stream, so its least and greatest are known; they drop them",
      ours: [
        'requests delta {} (1, 2] {"bucketCounts":["1","2","0"],"count":"3","explicitBounds":[1,5],"max":2,"min":0.5,"sum":4}',
      ],
      theirs: ['requests delta {} (1, 2] {"bucketCounts":["1","2","0"],"count":"3","explicitBounds":[1,5],"sum":4}'],
    },
  },
  {
    title: "exponential histograms, the later at the same scale and at a coarser one",
    to: "delta",
    requests: [
      [exponential(scaled(1, 2, 3, 4, [1, 0, 2]))],
      [exponential(scaled(1, 3, 3, 3, [1, 1, 1, 4, 1]))],
      [exponential(scaled(1, 4, 1, 0, [3, 9, 2]))],
    ],
  },
  {
    title: "what is not cumulative, or not monotonic, passes",
    to: "delta",
    requests: [
      [{ kind: "gauge", points: [int(1, 2, 5)] }],
      [
        { ...sum(int(1, 2, -5)), isMonotonic: false, name: "up_down" },
        { ...sum(int(1, 2, 3)), temporality: 1, name: "deltas" },
      ],
    ],
  },
  {
    title: "points that are late or repeated",
    to: "delta",
    requests: [[sum(int(1, 5, 5))], [sum(int(1, 3, 6), int(1, 5, 7), int(1, 8, 9))]],
    differs: {
      why: "R13.9: they convert late points to intervals that end before they begin",
      ours: ['requests delta {} (5, 8] {"asInt":"4"}'],
      theirs: [
        'requests delta {} (5, 3] {"asInt":"1"}',
        'requests delta {} (3, 5] {"asInt":"1"}',
        'requests delta {} (5, 8] {"asInt":"2"}',
      ],
    },
  },
  {
    title: "a histogram that falls though its start stays",
    to: "delta",
    requests: [[histogram(explicit(1, 2, [3, 3, 3], 9), explicit(1, 3, [1, 1, 1], 3), explicit(1, 4, [2, 2, 2], 6))]],
    differs: {
      why: "R13.7: the point that fell is the new baseline; they keep the old one and drop until it is reached again",
      ours: ['requests delta {} (3, 4] {"bucketCounts":["1","1","1"],"count":"3","explicitBounds":[1,5],"sum":3}'],
      theirs: [],
    },
  },
  {
    title: "an exponential histogram at a finer scale, and with another zero threshold",
    to: "delta",
    requests: [
      [
        exponential(
          scaled(1, 2, 0, 0, [2, 2]),
          scaled(1, 3, 1, 0, [2, 1, 2, 1]),
          scaled(1, 4, 1, 0, [2, 2, 2, 2], { zeroThreshold: 0.5 }),
        ),
      ],
    ],
    differs: {
      why: "R13.6: the finer scale is coarsened; they take it for a reset and keep the old baseline",
      ours: ['requests delta {} (2, 3] {"count":"2","positive":"0: 1 1","sum":1}'],
      theirs: [],
    },
  },
  {
    title: "a start that moves into what is told",
    to: "delta",
    requests: [[sum(int(1, 5, 50), int(3, 8, 60), int(3, 9, 61))]],
    differs: {
      why: "R13.6: the overlap would be counted twice, so it is a baseline",
      ours: [],
      theirs: ['requests delta {} (3, 8] {"asInt":"60"}'],
    },
  },
  {
    title: "whole numbers that become fractions",
    to: "delta",
    requests: [[sum(int(1, 2, 5), { from: 1, at: 3, asDouble: 7.5 }, int(1, 4, 9))]],
    differs: {
      why: "R13.4: the type of number tells no streams apart; they begin a second one that tells the first 5 twice",
      ours: ['requests delta {} (2, 3] {"asDouble":2.5}', 'requests delta {} (3, 4] {"asDouble":1.5}'],
      theirs: ['requests delta {} (1, 3] {"asDouble":7.5}', 'requests delta {} (2, 4] {"asInt":"4"}'],
    },
  },
  {
    title: "points without a recorded value",
    to: "delta",
    requests: [[sum(int(1, 2, 5), { from: 1, at: 3, flags: 1 }, int(1, 4, 9))]],
    differs: {
      why: "R13.13: the mark ends the stream and is passed on; they drop it and go on",
      ours: ['requests delta {} (1, 3] {"flags":1}'],
      theirs: ['requests delta {} (2, 4] {"asInt":"4"}'],
    },
  },
  {
    title: "aligned deltas of sums, up-down counters too, add up",
    to: "cumulative",
    requests: [
      [sum(int(1, 2, 5, ["a=1", "b=2"]), int(2, 3, 7, ["b=2", "a=1"]))],
      [
        { ...sum(int(1, 2, 5)), isMonotonic: false, name: "up_down" },
        { ...sum(int(2, 3, -7)), isMonotonic: false, name: "up_down" },
      ],
      [sum(int(3, 4, 0, ["a=1", "b=2"])), { kind: "gauge", points: [int(1, 2, 5)] }],
    ],
  },
  {
    title: "aligned deltas of histograms add up; other bounds begin anew",
    to: "cumulative",
    requests: [
      [
        histogram(
          explicit(1, 2, [1, 2, 0], 4, { min: 0.5, max: 2 }),
          explicit(2, 3, [0, 3, 1], 9.5, { min: 1, max: 6 }),
        ),
      ],
      [histogram(explicit(3, 4, [1, 0, 0], 1))],
    ],
  },
  {
    title: "aligned deltas of exponential histograms add up at the coarser scale",
    to: "cumulative",
    requests: [
      [exponential(scaled(1, 2, 3, 4, [1, 0, 2])), exponential(scaled(2, 3, 3, 3, [1, 1, 1, 4, 1]))],
      [exponential(scaled(3, 4, 1, 0, [3, 9, 2]), scaled(4, 5, 2, -5, [1]))],
    ],
  },
  {
    title: "deltas that are late or repeated",
    to: "cumulative",
    requests: [[sum(int(1, 2, 5), int(2, 3, 7)), sum(int(1, 2, 5), int(2, 3, 7)), sum(int(3, 4, 1))]],
  },
  {
    title: "a gap between deltas",
    to: "cumulative",
    requests: [[sum(int(1, 2, 5)), sum(int(4, 5, 7)), sum(int(5, 6, 1))]],
    differs: {
      why: "R13.12: a gap begins anew; they add across it",
      ours: ['requests cumulative {} (4, 5] {"asInt":"7"}', 'requests cumulative {} (4, 6] {"asInt":"8"}'],
      theirs: ['requests cumulative {} (1, 5] {"asInt":"12"}', 'requests cumulative {} (1, 6] {"asInt":"13"}'],
    },
  },
  {
    title: "deltas that overlap",
    to: "cumulative",
    requests: [[sum(int(1, 5, 5)), sum(int(3, 8, 7))]],
    differs: {
      why: "R13.12: an overlap begins anew after what is told; they add it, which counts a part twice",
      ours: ['requests cumulative {} (5, 8] {"asInt":"7"}'],
      theirs: ['requests cumulative {} (1, 8] {"asInt":"12"}'],
    },
  },
];
