import { expect, test } from "vitest";
import { addressOf, isNarrowed, queryOf, readFilter, spanOf } from "#lib/audit/filter";

const now = new Date("2026-11-21T14:08:12.345Z");

test("without a word about time the page shows 30 days; a span begins at a whole minute", () => {
  expect(spanOf({})?.value).toBe("30d");
  expect(spanOf({ when: "nonsense" })?.value).toBe("30d");
  expect(queryOf({ when: "1h", q: "x" }, now)).toEqual({ q: "x", from: "2026-11-21T13:08:00.000Z" });
  expect(queryOf({ when: "all" }, now)).toEqual({});
  expect([spanOf({ when: "days" }), queryOf({ when: "days" }, now)]).toEqual([null, {}]);
  expect(queryOf({ when: "1h", to: "2026-11-01" }, now)).toEqual({ to: "2026-11-01" });
});

test("a filter is read from its address: kinds with and without an id, days as moments, empty as absent", () => {
  expect(readFilter({ who: "user:a:b", noun: "person", action: " ", from: "2026-11-21", q: " loki " })).toEqual({
    ok: true,
    data: {
      who: { kind: "user", id: "a:b" },
      action: null,
      noun: { kind: "person", id: null },
      from: "2026-11-21T00:00:00.000Z",
      to: null,
      text: "loki",
    },
  });
  expect(readFilter({ from: "2026-13-77" })).toMatchObject({
    ok: false,
    error: { fields: { "/from": [expect.any(String)] } },
  });
  expect(readFilter({ q: "x".repeat(201) })).toMatchObject({ ok: false });
});

test("an address is written in one order and holds what is asked for alone", () => {
  expect(addressOf({ when: "7d", q: "a b", who: "" })).toBe("?q=a+b&when=7d");
  expect(addressOf({})).toBe("");
  expect([isNarrowed({ when: "1h" }), isNarrowed({ action: "a.b" })]).toEqual([false, true]);
});
