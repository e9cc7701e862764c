// Settings of the Collector, as vendors, charts and manifests print them.
import { expect, test } from "vitest";
import { readSettings } from "#lib/format/read";
import { samplesOf } from "#lib/format/testing/samples";

test("the label says what the settings came in", () => {
  const labels = samplesOf("collector").map(({ name, text }) => `${name.slice(0, 2)} ${readSettings(text).label}`);
  expect(labels.filter((label) => label.includes(","))).toEqual([
    "08 OpenTelemetry Collector, ConfigMap",
    "09 OpenTelemetry Collector, custom resource",
    "10 OpenTelemetry Collector, custom resource",
    "11 OpenTelemetry Collector, Helm values",
  ]);
});

test("an exporter joins its destination only where it is named after it and for one signal", () => {
  const text = (second: string) => `exporters:
  otlphttp/a: { endpoint: "https://a.example.com", headers: { x: "1" } }
  otlphttp/${second}: { metrics_endpoint: "https://m.example.com/in" }
service:
  pipelines:
    traces: { exporters: [otlphttp/a] }
    metrics: { exporters: [otlphttp/${second}] }
`;
  expect(readSettings(text("a/metrics")).destinations).toMatchObject([
    {
      name: "a",
      signals: {
        traces: { enabled: true },
        metrics: { connection: { endpoint: "https://m.example.com/in", headers: [] } },
      },
    },
  ]);
  expect(readSettings(text("a-metrics")).destinations.map(({ name }) => name)).toEqual(["a", "a-metrics"]);
});
