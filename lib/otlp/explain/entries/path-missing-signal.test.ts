import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

const ownUrl = (path: string, status = 404) => {
  const known = facts({ attempts: [attempt("traces", { status }, { path })], signals: ["traces"] });
  const connection = { endpoint: `http://otlp.example.com:4318${path}` };
  known.destination.signals.traces = { enabled: true, connection };
  return known;
};
const receiverAt = (right: string) => ({
  empty: ({ path }: { path: string }) => (path === right ? accepted : { status: 404 }),
});

test("H01 the path appended, a receiver answers: certain, with the URL", () => {
  const known = asked(ownUrl("/"), receiverAt("/v1/traces"));
  expect(told(known)).toEqual(["path.missing_signal certain traces: Use …/v1/traces"]);
  expect(diagnose(known)[0]?.fix?.changes).toEqual([
    { path: "/signals/traces/connection/endpoint", value: "http://otlp.example.com:4318/v1/traces" },
  ]);
});

test("H01 below a path of its own, and with a half typed /v1", () => {
  expect(told(asked(ownUrl("/otlp/"), receiverAt("/otlp/v1/traces")))).toEqual([
    "path.missing_signal certain traces: Use …/otlp/v1/traces",
  ]);
  expect(told(asked(ownUrl("/otlp/v1"), receiverAt("/otlp/v1/traces")))[0]).toContain("certain traces");
});

test("H01 a slash after the path is one too many where a receiver answers without it, and nothing elsewhere", () => {
  const known = asked(ownUrl("/otlp/v1/traces/"), receiverAt("/otlp/v1/traces"));
  expect(told(known)).toEqual(["path.missing_signal certain traces: Use …/otlp/v1/traces"]);
  expect(diagnose(known)[0]?.title).toContain("slash");
  expect(told(asked(ownUrl("/v1/traces/"), {})).join()).not.toContain("path.missing_signal");
});

test("H01 without a proof it is only possible, and no fix is offered", () => {
  expect(told(asked(ownUrl("/"), {}))).toEqual(["path.missing_signal possible traces: no fix"]);
});

test("H01 is not claimed where the path is there, nor for a receiver that refuses the item", () => {
  expect(told(asked(ownUrl("/v1/traces"), {}))).toEqual(["unrecognised possible traces: no fix"]);
  expect(told(asked(ownUrl("/ingest", 400), {}))).toEqual(["unrecognised possible traces: no fix"]);
});
