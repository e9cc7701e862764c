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

test("a signal that the backend does not take is told, with the switch", () => {
  const langfuse = to("https://cloud.langfuse.com/api/public/otel");
  const checks = presetChecks(langfuse);
  expect(checks.map(({ path, message }) => [path, message])).toEqual([
    ["/signals/metrics/enabled", "Langfuse is not known to take metrics."],
    ["/signals/logs/enabled", "Langfuse is not known to take logs."],
  ]);
  const off = checks.reduce((draft, { fix }) => applyFix(draft, fix ?? { label: "", changes: [] }), langfuse);
  expect(presetChecks(off)).toEqual([]);
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
