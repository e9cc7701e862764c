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

test.each([301, 308])("H05, H06 %i that only adds a slash: each signal's own path ends with one", (status) => {
  const known = asked(redirect(status, "/v1/traces/"), proven);
  expect(diagnose(known)[0]?.fix).toEqual({
    label: "End the paths with a slash",
    changes: [{ path: "/signals/traces/connection/endpoint", value: "http://otlp.example.com:4318/v1/traces/" }],
  });
});

test("H05 another host is never asked, and never a fix: the peer does not choose it", () => {
  const known = asked(redirect(302, "https://login.example.com/v1/traces"), proven);
  expect(known.replies).toEqual([]);
  expect(told(known)).toEqual(["http.redirect_301_302 certain traces: no fix"]);
});

test.each([
  ["another port", "http://otlp.example.com:2375/v1/traces"],
  ["a path of its own", "http://otlp.example.com:4318/containers/prod/stop"],
  ["a path that only begins like OTLP's", "http://otlp.example.com:4318/v1/traces/delete"],
  ["another signal's path", "http://otlp.example.com:4318/v1/logs"],
  ["a query", "http://otlp.example.com:4318/v1/traces?t=0"],
  ["a port with a query", "http://otlp.example.com:2375/containers/prod/stop?t=0"],
])("H05, H06 %s is not asked: the peer would choose our request", (_what, location) => {
  for (const status of [301, 307]) {
    const known = asked(redirect(status, location), proven);
    expect(known.replies).toEqual([]);
    const [told] = diagnose(known);
    expect(told?.fix).toBeNull();
    expect(told?.advice).toContain("has not asked there");
    expect(told?.advice).not.toContain("empty request");
  }
});

test.each(["https://otlp.example.com", "http://otlp.example.com", "http://otlp.example.com:4318"])(
  "H05 %s with an OTLP path is asked, and told as the peer's choice",
  (origin) => {
    const { replies } = asked(redirect(301, `${origin}/otlp/v1/traces`, { port: 9000 }), proven);
    expect(replies.map(({ question }) => question)).toMatchObject([{ path: "/otlp/v1/traces", isPeersChoice: true }]);
  },
);

test("H05 the advice tells what came back, no more", () => {
  const advice = (respond: Parameters<typeof asked>[1]) =>
    diagnose(asked(redirect(302, "/otlp/v1/traces"), respond))[0]?.advice;
  expect(advice(proven)).toContain("An empty request there got 200, as from an OTLP receiver.");
  expect(advice({ empty: () => ({ status: 401 }) })).toContain("got 401, as from an OTLP receiver.");
  expect(advice({ empty: () => ({ status: 404 }) })).toContain("An empty request there got 404.");
  expect(advice({ empty: () => ({}) })).toContain("An empty request there got no answer.");
});

test("H05 a long location is cut where it is shown", () => {
  const known = redirect(302, `/${"a".repeat(9000)}`);
  expect(diagnose(known)[0]?.title.length).toBeLessThan(300);
});

test.each(["", "javascript:alert(1)", "http://[broken"])(
  "H05 a location that is no URL (%s) is survived",
  (location) => {
    expect(told(asked(redirect(302, location), proven))[0]).toContain("http.redirect_301_302 certain");
  },
);
