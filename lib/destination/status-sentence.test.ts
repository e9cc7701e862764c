// What a person reads of a destination's state.
import { describe, expect, test } from "vitest";
import { formatAge, formatBytes, formatRate, formatShort } from "#lib/destination/amount";
import { dropReasons, isBalanced, totalOf } from "#lib/destination/ledger";
import { type State, State as States, type Status } from "#lib/destination/status";
import { boundWords, queuedWords, sentenceText, statusSentence } from "#lib/destination/status-sentence";

const now = Date.parse("2026-11-21T14:06:00Z");
const empty = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} };

function status(state: State, more: Partial<Status> = {}): Status {
  const signal = { state, since: "2026-11-21T14:02:00Z", lastSuccessAt: null, nextAttemptAt: null, lastOutcome: null };
  return {
    state,
    since: "2026-11-21T14:02:00Z",
    signals: { traces: signal, metrics: signal, logs: signal },
    ledger: { traces: empty, metrics: empty, logs: empty },
    queue: { bytes: 0, oldestAt: null, bytesMax: 1_073_741_824, fullAt: null },
    sources: [{ source: "otlp", lastReceivedAt: null }],
    rate: { deliveredPerSecond: 0, recent: [] },
    diagnosis: [],
    ...more,
  };
}

function told(of: Status) {
  return {
    status: of,
    host: "otlp.example.com",
    nowMs: now,
    clock: (iso: string) => iso.slice(11, 16),
    queue: { maxAgeMs: 86_400_000, whenFull: "drop_oldest" as const },
  };
}

const spans = { ...empty, received: 50_000, delivered: 1880, queued: 48_120 };

function retrying(): Status {
  const base = status("retrying", {
    ledger: { traces: spans, metrics: empty, logs: empty },
    queue: { bytes: 4096, oldestAt: "2026-11-21T14:02:00Z", bytesMax: 1_073_741_824, fullAt: "2026-11-21T17:06:00Z" },
  });
  base.signals.traces = {
    ...base.signals.traces,
    nextAttemptAt: "2026-11-21T14:06:12Z",
    lastOutcome: { kind: "retry", at: "2026-11-21T14:05:50Z", status: "503", message: "busy" },
  };
  return base;
}

describe("the sentence of a state", () => {
  test("retrying says since when, what was answered, when it is tried again, what waits and how old it is", () => {
    const sentence = statusSentence(told(retrying()));
    expect(sentenceText(sentence)).toBe(
      "Retrying since 14:02: 503 from otlp.example.com, next try in 12 s, 48,120 spans waiting, oldest 4 min.",
    );
    expect(sentence.step).toContain("Nothing is lost.");
    expect(sentence.step).toContain("Full in 3 h at this rate, then the oldest is dropped.");
  });

  test("nothing to send names each source and when it was last heard of", () => {
    const quiet = status("nothing_to_send", {
      sources: [
        { source: "otlp", lastReceivedAt: "2026-11-21T13:58:00Z" },
        { source: "container", lastReceivedAt: null },
      ],
    });
    expect(statusSentence(told(quiet)).facts).toBe(
      "the OTLP receiver last heard of at 13:58, nothing from containers yet",
    );
  });

  test.each(States.options)("%s has a head, an end and a next step", (state) => {
    const sentence = statusSentence(told(status(state)));
    expect(sentence.head).toMatch(/ since 14:02$/);
    expect(sentence.facts).not.toBe("");
    expect(sentence.step).toMatch(/\.$/);
  });

  test("a connection that broke without a status is no answer, and no sentence says undefined or null", () => {
    const away = retrying();
    away.signals.traces.lastOutcome = { kind: "retry", at: "", status: null, message: null };
    expect(statusSentence(told(away)).facts).toMatch(/^no answer from otlp\.example\.com, next try in 12 s/);
    for (const state of States.options) {
      expect(JSON.stringify(statusSentence(told({ ...away, state })))).not.toMatch(/undefined|null|NaN/);
    }
  });

  test("a queue that is full says what happens now, by what was chosen", () => {
    const full = status("retrying", {
      queue: { bytes: 9, oldestAt: null, bytesMax: 9, fullAt: "2026-11-21T14:00:00Z" },
    });
    const refuse = { maxAgeMs: 86_400_000, whenFull: "refuse" as const };
    expect(boundWords({ ...told(full), queue: refuse })).toBe("The queue is full: senders wait.");
    expect(boundWords(told(full))).toBe("The queue is full: the oldest is dropped.");
  });

  test("of the bounds by size and by age the one that comes first is named, and nothing is called safe beyond it", () => {
    const slow = retrying();
    slow.queue.fullAt = "2026-11-24T14:06:00Z";
    expect(statusSentence(told(slow)).step).toContain(
      "Nothing is lost. The oldest is dropped in 23 h 56 min, when it has waited for 24 h.",
    );
    slow.queue.fullAt = null;
    expect(boundWords(told(slow))).toContain("dropped in 23 h 56 min");
    slow.queue.oldestAt = "2026-11-20T14:05:00Z";
    expect(statusSentence(told(slow)).step).toMatch(/in order\. What has waited for 24 h is dropped\.$/);
  });

  test("what a discard would lose is named per signal", () => {
    const one = { ...empty, received: 1, queued: 1 };
    expect(queuedWords({ traces: spans, metrics: one, logs: one })).toBe("48,120 spans, 1 data point and 1 log record");
  });
});

describe("the ledger", () => {
  test("the total of balanced ledgers balances, drops by reason included", () => {
    const lossy = { received: 10, delivered: 3, queued: 2, rejected: 1, dropped: { quota: 3, expired: 1 } };
    const total = totalOf({ traces: lossy, metrics: lossy, logs: empty });
    expect(isBalanced(total)).toBe(true);
    expect(isBalanced({ ...total, delivered: total.delivered + 1 })).toBe(false);
    expect(dropReasons(total).map(({ reason, items }) => [reason, items])).toEqual([
      ["quota", 6],
      ["expired", 2],
    ]);
  });
});

test("amounts read as the design says them", () => {
  expect([9999, 477_648, 19_842_946].map(formatShort)).toEqual(["9,999", "477.6 k", "19.8 M"]);
  expect([0, 512, 219_136, 64_277_709, 1_073_741_824].map(formatBytes)).toEqual([
    "0 B",
    "512 B",
    "214 KiB",
    "61.3 MiB",
    "1 GiB",
  ]);
  expect([14_000, 372_000, 900_000, 5_820_000, 11_100_000].map(formatAge)).toEqual([
    "14 s",
    "6 min 12 s",
    "15 min",
    "1 h 37 min",
    "3 h 5 min",
  ]);
  expect([0, 0.04, 2.41, 612.4].map(formatRate)).toEqual(["0", "0.1", "2.4", "612"]);
});
