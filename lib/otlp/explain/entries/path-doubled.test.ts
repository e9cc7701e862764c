import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const doubled = (path: string) => {
  const known = facts({ attempts: [attempt("logs", { status: 404 }, { path })], signals: ["logs"] });
  known.destination.signals.logs = { enabled: true, connection: { endpoint: `http://otlp.example.com:4318${path}` } };
  return known;
};
const receiverAt = (right: string) => ({
  empty: ({ path }: { path: string }) => (path === right ? accepted : { status: 404 }),
});

test.each([
  ["/v1/logs/v1/logs", "/v1/logs", "Remove /v1/logs"],
  ["/v1/v1/logs", "/v1/logs", "Remove /v1"],
  ["/otlp/v1/traces/v1/logs", "/otlp/v1/logs", "Remove /v1/traces"],
])("H02 %s: stripped, %s answers", (path, right, label) => {
  const known = asked(doubled(path), receiverAt(right));
  expect(told(known)).toEqual([`path.doubled certain logs: ${label}`]);
  expect(diagnose(known)[0]?.fix?.changes).toEqual([
    { path: "/signals/logs/connection/endpoint", value: `http://otlp.example.com:4318${right}` },
  ]);
});

test("H02 without a proof it is likely: nothing else writes a path twice", () => {
  expect(told(asked(doubled("/v1/logs/v1/logs"), {}))).toEqual(["path.doubled likely logs: Remove /v1/logs"]);
});

test("H02 is not claimed for a path that stands once", () => {
  expect(told(asked(doubled("/v1/logs"), {})).join()).not.toContain("path.doubled");
});
