import { expect, test } from "vitest";
import { holeText } from "#lib/destination/hole";
import type { UnfinishedDestination } from "#lib/destination/schema";
import { getsOf } from "./gets";

const draft: UnfinishedDestination = {
  name: "Grafana Cloud",
  connection: {
    transport: "http",
    endpoint: "https://otlp-gateway-prod-eu-west-2.grafana.net/otlp",
    headers: [{ name: "api-key", value: `x-${holeText("API_KEY")}` }],
    auth: { type: "basic", username: "1184023", password: "glc_secret" },
    timeoutMs: 10_000,
  },
  signals: { traces: { enabled: true }, metrics: { enabled: true, temporality: "delta" }, logs: { enabled: false } },
};

test("each setting is a row; what is open is asked for, what is refused stands at its row with the repair", () => {
  const path = "/signals/metrics/temporality";
  const check = {
    path,
    message: "Grafana Cloud stores cumulative only.",
    fix: { label: "Use Cumulative", changes: [{ path, value: "cumulative" }] },
  };
  const gets = getsOf(draft, [check], "Grafana Cloud");
  expect(gets.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    "Preset: Grafana Cloud",
    "Transport: HTTP, Protobuf",
    "Endpoint: https://otlp-gateway-prod-eu-west-2.grafana.net/otlp",
    "Authentication: Basic, username 1184023",
    "Headers: api-key",
    "Timeout: 10s",
    "Signals: Traces and metrics only",
    "Temporality: Delta",
  ]);
  expect(gets.find(({ label }) => label === "Headers")?.notes).toEqual(["You will be asked for API_KEY"]);
  expect(gets.filter((get) => get.check)).toMatchObject([{ label: "Temporality", check: { message: check.message } }]);
  expect(JSON.stringify(gets)).not.toContain("glc_secret");
});

test("what is missing is told even where no row stands for it", () => {
  const gets = getsOf({ name: "Imported", signals: { traces: { enabled: true } } }, [], null);
  expect(gets.filter((get) => get.check).length).toBeGreaterThan(0);
});
