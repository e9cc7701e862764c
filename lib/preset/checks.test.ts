import { expect, test } from "vitest";
import { applyFix } from "#lib/destination/fix";
import type { ProbedDestination } from "#lib/destination/schema";
import { presetChecks } from "#lib/preset/checks";

const on = { enabled: true };

function to(endpoint: string, more: Partial<ProbedDestination> = {}): ProbedDestination {
  return { connection: { transport: "http", endpoint }, signals: { traces: on, metrics: on, logs: on }, ...more };
}

test("a temporality that the backend refuses is told once, with the one that it stores", () => {
  const grafana = to("https://otlp-gateway-prod-eu-west-2.grafana.net/otlp", {
    signals: { traces: on, metrics: { enabled: true, temporality: "delta" } },
  });
  const [check, ...others] = presetChecks(grafana);
  expect(others).toEqual([]);
  expect(check).toMatchObject({
    path: "/signals/metrics/temporality",
    message: "Grafana Cloud stores cumulative only.",
  });
  expect(check?.fix?.label).toBe("Use Cumulative");
  expect(presetChecks(applyFix(grafana, check?.fix ?? { label: "", changes: [] }))).toEqual([]);
});

test("nothing is said of metrics that are off, nor of a host that anybody may have", () => {
  const signals: ProbedDestination["signals"] = { traces: on, metrics: { enabled: false, temporality: "delta" } };
  expect(presetChecks(to("https://otlp-gateway-prod-eu-west-2.grafana.net/otlp", { signals }))).toEqual([]);
  const delta: ProbedDestination["signals"] = { metrics: { enabled: true, temporality: "delta" } };
  expect(presetChecks(to("http://localhost:4318", { signals: delta }))).toEqual([]);
});

test("what cannot be resolved is no reason to say anything", () => {
  expect(presetChecks(to("not a URL"))).toEqual([]);
  expect(presetChecks({ signals: { traces: on } })).toEqual([]);
});
