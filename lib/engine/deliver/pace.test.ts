import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "#lib/engine/deliver/judge";
import { afterVerdict, type Pace, paceDefaults, retryNow, unhurried, waitMs } from "#lib/engine/deliver/pace";

fc.configureGlobal({ seed: 4 });

const limits = paceDefaults;
const accepted: Verdict = { kind: "accepted", rejected: 0, told: null };
const again = (askedMs: number | null = null): Verdict => ({ kind: "again", reason: "503", askedMs });
const refused: Verdict = { kind: "destination_refused", reason: "401", tryAnother: false };

/** One request after the other, each sent as soon as it may be and answered at once; the times at which they went. */
function run(
  from: Pace,
  verdicts: readonly Verdict[],
  chance: number,
  startMs = 0,
): { pace: Pace; sentAtMs: number[] } {
  let pace = from;
  let nowMs = startMs;
  const sentAtMs: number[] = [];
  for (const verdict of verdicts) {
    nowMs += waitMs(pace, 0, nowMs, limits) ?? Number.NaN;
    sentAtMs.push(nowMs);
    pace = afterVerdict(pace, verdict, { sentAtMs: nowMs, nowMs, chance }, limits);
  }
  return { pace, sentAtMs };
}

const times = (count: number, verdict: Verdict) => Array.from({ length: count }, () => verdict);
const gaps = (at: readonly number[]) => at.slice(1).map((time, index) => time - (at[index] ?? 0));

describe("requests in flight", () => {
  test("R7.7 begins with one and grows by answers, never beyond the setting", () => {
    expect(waitMs(unhurried, 0, 0, limits)).toBe(0);
    expect(waitMs(unhurried, 1, 0, limits)).toBeNull();
    const { pace } = run(unhurried, times(3, accepted), 0);
    expect(waitMs(pace, 3, 0, limits)).toBe(0);
    expect(waitMs(pace, 4, 0, limits)).toBeNull();
    const grown = run(pace, times(500, accepted), 0).pace;
    expect(waitMs(grown, limits.windowMax - 1, 0, limits)).toBe(0);
    expect(waitMs(grown, limits.windowMax, 0, limits)).toBeNull();
    expect(waitMs(grown, 1, 0, { ...limits, windowMax: 1 })).toBeNull();
  });

  test("after an outage one request goes, not the backlog: the window grows again by answers, slowly beyond what was too much", () => {
    const busy = run(unhurried, times(20, accepted), 0).pace;
    const { pace, sentAtMs } = run(busy, times(30, again()), 0.5);
    const laterMs = (sentAtMs.at(-1) ?? 0) + 60_000;
    expect(waitMs(pace, 0, laterMs, limits)).toBe(0);
    expect(waitMs(pace, 1, laterMs, limits)).toBeNull();
    const back = (count: number) => run(pace, times(count, accepted), 0, laterMs).pace.window;
    expect([1, 2, 3].map(back)).toEqual([2, 3, 4]);
    expect(back(4)).toBeCloseTo(4.25);
  });

  test("requests that fell together count once, and an answer from before the fall ends no wait", () => {
    const busy = run(unhurried, times(20, accepted), 0).pace;
    const at = (nowMs: number) => ({ sentAtMs: 900, nowMs, chance: 0.5 });
    const one = afterVerdict(busy, again(), at(1000), limits);
    const eight = times(7, again()).reduce((pace, verdict) => afterVerdict(pace, verdict, at(1001), limits), one);
    expect(eight).toEqual(one);
    expect(afterVerdict(one, accepted, at(1002), limits)).toEqual(one);
    expect(afterVerdict(one, refused, at(1002), limits)).toEqual(one);
    // Unless the server asked for more in one of them.
    const asked = afterVerdict(one, again(5000), at(1002), limits);
    expect(waitMs(asked, 0, 1002, limits)).toBe(5250);
  });
});

describe("backoff", () => {
  test("R7.1 grows exponentially, full jitter: anything between almost nothing and the ceiling", () => {
    const first = gaps(run(unhurried, times(4, again()), 0.999_999).sentAtMs).map(Math.round);
    expect(first).toEqual([250, 500, 1000]);
    expect(gaps(run(unhurried, times(4, again()), 0).sentAtMs)).toEqual([50, 50, 50]);
    expect(gaps(run(unhurried, times(4, again()), 0.5).sentAtMs)).toEqual([125, 250, 500]);
  });

  test("who is back after 20 s is asked within 1.3 s, and after hours within 30 s", () => {
    const { sentAtMs } = run(unhurried, times(400, again()), 0.999_999);
    const waits = gaps(sentAtMs);
    const around = (ms: number) => waits[sentAtMs.findIndex((at) => at > ms) - 1] ?? Number.NaN;
    expect(around(20_000)).toBeLessThan(1300);
    expect(around(300_000)).toBeGreaterThan(10_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(limits.longestMs);
    expect(waits.at(-1)).toBeGreaterThan(limits.longestMs - 1);
  });

  test("R7.2 Retry-After wins over a shorter backoff, is never undercut, and no more than an hour is waited", () => {
    for (const chance of [0, 0.5, 0.999]) {
      const [wait] = gaps(run(unhurried, [again(8000), accepted], chance).sentAtMs);
      expect(wait).toBeGreaterThanOrEqual(8000);
      expect(wait).toBeLessThan(8801);
      const [long] = gaps(run(unhurried, [again(1e12), accepted], chance).sentAtMs);
      expect(long).toBeGreaterThanOrEqual(3_600_000);
      expect(long).toBeLessThan(3_606_000);
    }
    const [past] = gaps(run(unhurried, [again(-5), accepted], 0.5).sentAtMs);
    expect(past).toBe(125);
  });

  test("R7.3 a delay that was asked for is where the backoff goes on from", () => {
    const [, wait] = gaps(run(unhurried, [again(4000), again(), accepted], 0.5).sentAtMs);
    expect(wait).toBe(4000);
  });

  test("R7.2 a request that was accepted meanwhile does not end the wait that the server asked for", () => {
    const waiting = afterVerdict(unhurried, again(5000), { sentAtMs: 0, nowMs: 10, chance: 0 }, limits);
    const after = afterVerdict(waiting, accepted, { sentAtMs: 11, nowMs: 20, chance: 0 }, limits);
    expect(waitMs(after, 0, 20, limits)).toBe(4990);
    expect(after.failures).toBe(0);
  });

  test("a batch that is bad or too large costs no wait, for the server is there", () => {
    for (const kind of ["bad_batch", "too_large"] as const) {
      const { pace } = run(unhurried, [again(), { kind, reason: "400" }], 0);
      expect(waitMs(pace, 0, 1000, limits)).toBe(0);
      expect(pace.failures).toBe(0);
    }
  });
});

describe("a destination that refuses", () => {
  test("R7.12 is tried slowly, more and more so, with one request at a time, and flows again after the first success", () => {
    const busy = run(unhurried, times(20, accepted), 0).pace;
    const { pace, sentAtMs } = run(busy, times(12, refused), 0);
    const waits = gaps(sentAtMs);
    expect(waits.slice(0, 4)).toEqual([2500, 5000, 10_000, 20_000]);
    expect(waits.at(-1)).toBe(150_000);
    expect(Math.max(...gaps(run(busy, times(12, refused), 0.999).sentAtMs))).toBeLessThanOrEqual(300_000);
    expect(waitMs(pace, 1, 1e9, limits)).toBeNull();
    const well = afterVerdict(pace, accepted, { sentAtMs: 1e9, nowMs: 1e9, chance: 0 }, limits);
    expect(waitMs(well, 1, 1e9, limits)).toBe(0);
    expect(well.refusals).toBe(0);
  });

  test("where the batch may be at fault another one goes at once, and if that is refused too, slowly", () => {
    const doubtful: Verdict = { kind: "destination_refused", reason: "400", tryAnother: true };
    expect(gaps(run(unhurried, times(4, doubtful), 0).sentAtMs)).toEqual([0, 5000, 10_000]);
  });

  test("Retry now is at once, and with one request", () => {
    const { pace } = run(unhurried, times(9, refused), 0.5);
    expect(waitMs(retryNow(pace), 0, 0, limits)).toBe(0);
    expect(waitMs(retryNow(pace), 1, 0, limits)).toBeNull();
  });
});

test("whatever is answered: a lane never stops for more than an hour and a little, and never exceeds its window", () => {
  const verdict = fc.oneof(
    fc.constant(accepted),
    fc.constant(refused),
    fc.option(fc.double({ noNaN: true }), { nil: null }).map(again),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(verdict, fc.nat(5000), fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 60 }),
      (steps) => {
        let pace = unhurried;
        let nowMs = 0;
        for (const [answer, tookMs, chance] of steps) {
          const sentAtMs = nowMs;
          nowMs += tookMs;
          pace = afterVerdict(pace, answer, { sentAtMs, nowMs, chance }, limits);
          const wait = waitMs(pace, 0, nowMs, limits);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(3_606_000);
          expect(waitMs(pace, limits.windowMax, nowMs, limits)).toBeNull();
        }
      },
    ),
  );
});
