import { describe, expect, test } from "vitest";
import { clockSkew, skewMsOf, skewWords } from "#lib/otlp/explain/clock";
import { diagnose, rankAll } from "#lib/otlp/explain/diagnose";
import { accepted, attempt, facts, told } from "#lib/otlp/explain/testing/facts";
import type { Diagnosis } from "#lib/otlp/report";

/** Facts are of this moment. */
const nowMs = Date.parse("2026-11-21T12:00:00Z");
const dated = (awayMs: number, more: Record<string, string> = {}) => ({
  ...accepted,
  headers: { date: new Date(nowMs + awayMs).toUTCString(), ...more },
});
const known = (awayMs: number, more?: Record<string, string>) =>
  facts({ signals: ["traces"], attempts: [attempt("traces", dated(awayMs, more))] });
const only = (diagnoses: Diagnosis[]) => {
  const [first] = diagnoses;
  if (first === undefined || diagnoses.length > 1) throw new Error("Not one diagnosis");
  return first;
};
const minute = 60_000;

describe("how far the peer's clock is from ours", () => {
  const exchangeOf = (awayMs: number, headers?: Record<string, string>) =>
    attempt("traces", dated(awayMs, headers)).exchange;

  test("ahead is positive, behind negative, and the seconds of rounding and of the exchange count for neither", () => {
    expect(skewMsOf(exchangeOf(60_000), nowMs)).toBe(60_000);
    expect(skewMsOf(exchangeOf(-60_000), nowMs)).toBe(-60_000 + 1000 + 1);
    expect(skewMsOf(exchangeOf(0), nowMs)).toBe(0);
    expect(skewMsOf(exchangeOf(0), nowMs + 999)).toBe(0);
  });

  test("a Date written at the start of a slow answer is no skew", () => {
    const slow = { ...exchangeOf(-25_000), durationMs: 25_200 };
    expect(skewMsOf(slow, nowMs)).toBe(0);
  });

  test("measured at the end of the exchange, not when somebody looks", () => {
    expect(skewMsOf({ ...exchangeOf(0), endedAtMs: nowMs }, nowMs + 3_600_000)).toBe(0);
  });

  test("no answer, no Date, a stored answer and a date of another form tell nothing", () => {
    expect(skewMsOf(attempt("traces", {}).exchange, nowMs)).toBeNull();
    expect(skewMsOf(attempt("traces", accepted).exchange, nowMs)).toBeNull();
    expect(skewMsOf(exchangeOf(600_000, { age: "600" }), nowMs)).toBeNull();
    for (const date of ["2026-11-21T13:00:00Z", "Sat Nov 21 13:00:00 2026", "yesterday", "0", ""])
      expect(skewMsOf(exchangeOf(0, { date }), nowMs), date).toBeNull();
  });
});

describe("clock.skew", () => {
  test.each([0, 30_000, -30_000, -31_000])("%i ms apart is said of nobody", (awayMs) => {
    expect(told(known(awayMs))).toEqual([]);
  });

  test.each([31_000, -33_000, 400 * minute])("%i ms apart is certain, of what was delivered too", (awayMs) => {
    expect(told(known(awayMs))).toEqual(["clock.skew certain traces: no fix"]);
  });

  test("names both times, whose clock it may be, and what comes of it", () => {
    const { title, advice } = only(diagnose(known(6 * minute)));
    expect(title).toBe("The server’s clock is 6 min ahead of this host’s");
    expect(advice).toContain("dated Sat, 21 Nov 2026 12:06:00 GMT; here it was Sat, 21 Nov 2026 12:00:00 GMT");
    expect(advice).toContain("Either this host’s clock or the server’s");
    expect(advice).toContain("seems 6 min old to the server");
    expect(advice).toContain("AWS refuses signatures from 5 min on");
    expect(only(diagnose(known(-6 * minute))).advice).toContain("seems to come from 6 min in the future");
  });

  test("near a whole number of hours it is a time zone", () => {
    for (const awayMs of [3_600_000, -2 * 3_600_000 - 50_000, 5 * 3_600_000 + 40_000])
      expect(only(diagnose(known(awayMs))).advice, String(awayMs)).toContain("look at its time zone");
    for (const awayMs of [90 * minute, 62 * minute, 45_000, 30 * 24 * 60 * minute])
      expect(only(diagnose(known(awayMs))).advice, String(awayMs)).not.toContain("time zone");
  });

  test("explains no failure: what failed keeps its own diagnosis, which comes first", () => {
    const failed = facts({ signals: ["logs"], attempts: [attempt("logs", { ...dated(10 * minute), status: 418 })] });
    expect(told(failed)).toEqual(["unrecognised possible logs: no fix", "clock.skew certain logs: no fix"]);
    const [first, second] = rankAll(diagnose(failed).reverse());
    expect([first?.code, second?.code]).toEqual(["unrecognised", "clock.skew"]);
  });

  test("is silent beside a failure that is put down to the clock", () => {
    const because: Diagnosis = {
      ...only(diagnose(known(10 * minute))),
      code: "aws.clock_skew",
    };
    expect(clockSkew(known(10 * minute), [because])).toEqual([]);
    expect(clockSkew(known(10 * minute), [{ ...because, signals: ["logs"] }])).toHaveLength(1);
  });

  test("is one diagnosis for all connections, a second apart as they may be", () => {
    const other = facts({
      now: new Date(nowMs + 1000),
      signals: ["logs"],
      attempts: [attempt("logs", dated(6 * minute + 1000))],
    });
    const joined = only(rankAll([...diagnose(known(6 * minute)), ...diagnose(other)]));
    expect(joined.signals).toEqual(["traces", "logs"]);
  });

  test("words of a skew are whole numbers", () => {
    const words = [31_400, -119_000, 5 * minute, 61 * minute, 100 * minute, -26 * 60 * minute, 72 * 60 * minute];
    expect(words.map(skewWords)).toEqual(["31 s", "119 s", "5 min", "1 h", "100 min", "26 h", "3 days"]);
  });
});
