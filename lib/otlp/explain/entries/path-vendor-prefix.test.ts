import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, all, allAnswered, asked, attempt, facts, told } from "#lib/otlp/explain/testing/facts";
import { signalFacts, signals } from "#lib/otlp/signal";

const below = (prefix: string) => ({
  empty: ({ path }: { path: string }) => (path.startsWith(`${prefix}/v1/`) ? accepted : { status: 404 }),
});

test("H03 a receiver answers below a known prefix and not here", () => {
  const known = asked(facts({ attempts: allAnswered({ status: 404 }) }), below("/otlp"));
  expect(told(known)[0]).toContain("path.vendor_prefix certain");
  expect(diagnose(known)[0]?.fix).toEqual({
    label: "Add /otlp",
    changes: [{ path: "/connection/endpoint", value: "http://otlp.example.com:4318/otlp" }],
  });
});

test("H03 a prefix too much is taken off", () => {
  const attempts = signals.map((signal) =>
    attempt(signal, { status: 404 }, { path: `/otlp${signalFacts[signal].path}` }),
  );
  const known = asked(facts({ attempts }, { endpoint: "http://otlp.example.com:4318/otlp" }), below(""));
  expect(told(known)).toEqual([`path.vendor_prefix certain ${all}: Remove /otlp`]);
  expect(diagnose(known)[0]?.fix?.changes).toEqual([
    { path: "/connection/endpoint", value: "http://otlp.example.com:4318" },
  ]);
});

test("H03 an empty 200 without a type proves a receiver only where what is no request is refused there, as Prometheus does", () => {
  const metrics = facts({ signals: ["metrics"], attempts: [attempt("metrics", { status: 404 })] });
  const yes = (broken: number) => ({
    empty: ({ path, isBroken }: { path: string; isBroken?: true }) =>
      path === "/api/v1/otlp/v1/metrics" ? { status: isBroken ? broken : 200, type: null } : { status: 404 },
  });
  expect(told(asked(metrics, yes(400)))).toEqual(["path.vendor_prefix certain metrics: Add /api/v1/otlp"]);
  expect(told(asked(metrics, yes(200)))).toEqual(["unrecognised possible metrics: no fix"]);
});

test("H03 is not claimed where no rung of the ladder answers, nor when another signal got through (H09)", () => {
  expect(told(asked(facts({ attempts: allAnswered({ status: 404 }) }), {}))).toEqual([
    `unrecognised possible ${all}: no fix`,
  ]);
  const attempts = [attempt("traces", accepted), attempt("metrics", { status: 404 }), attempt("logs", accepted)];
  expect(told(asked(facts({ attempts }), below("/otlp")))).toEqual([
    "signal.not_enabled certain metrics: Turn metrics off",
  ]);
});
