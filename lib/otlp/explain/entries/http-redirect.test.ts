import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const redirect = (status: number, location: string, more = {}) =>
  facts({ signals: ["traces"], attempts: [attempt("traces", { status, headers: { location } })], ...more });
const proven = { empty: () => accepted };

test("H05 only the scheme changes, and a receiver answers there: use https", () => {
  const known = asked(redirect(301, "https://otlp.example.com/v1/traces", { port: 80 }), proven);
  known.destination.signals = { traces: { enabled: true } };
  expect(told(known)).toEqual(["http.redirect_301_302 certain traces: Use https"]);
  expect(diagnose(known)[0]?.fix?.changes).toEqual([
    { path: "/connection/endpoint", value: "https://otlp.example.com" },
  ]);
});

test.each([301, 302, 303])("H05 %i is told where to, and gets no fix without a proof", (status) => {
  const known = asked(redirect(status, "https://otlp.example.com:4318/v1/traces"), {});
  expect(told(known)).toEqual(["http.redirect_301_302 certain traces: no fix"]);
});

test.each([307, 308])("H06 %i keeps the body, and is still not followed", (status) => {
  expect(told(asked(redirect(status, "/otlp/v1/traces"), proven))).toEqual([
    "http.redirect_307_308 certain traces: Use http://otlp.example.com:4318/otlp",
  ]);
});

test("H05 another host is never asked, and never a fix: the peer does not choose it", () => {
  const known = asked(redirect(302, "https://login.example.com/v1/traces"), proven);
  expect(known.replies).toEqual([]);
  expect(told(known)).toEqual(["http.redirect_301_302 certain traces: no fix"]);
});

test.each(["", "javascript:alert(1)", "http://[broken"])(
  "H05 a location that is no URL (%s) is survived",
  (location) => {
    expect(told(asked(redirect(302, location), proven))[0]).toContain("http.redirect_301_302 certain");
  },
);
