import fc from "fast-check";
import { parseTOML } from "toml-eslint-parser";
import { expect, test } from "vitest";
import { holeText } from "#lib/destination/hole";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { withPlaceholders } from "#lib/format/placeholders";
import { readSettings } from "#lib/format/read";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";

type Request = ReturnType<typeof inEffect>["signals"][string];

/** As Stalwart sends: Protobuf, uncompressed, no headers over gRPC, Basic as one placeholder, trust in the system alone. */
function asStalwartSends(destination: ProbedDestination): Record<string, Request> {
  const { destination: open } = withPlaceholders(destination, []);
  const all = Object.entries(inEffect(open).signals).map(([signal, request]): [string, Request] => {
    if (request === null) return [signal, null];
    const authorization = Object.entries(request.headers).map(([name, value]): [string, string] => {
      const from = effectiveConnection(open, signal as "traces")?.from.auth.startsWith("/signals") ? `${signal}_` : "";
      const isBasic = name === "authorization" && value.startsWith("Basic ");
      return [name, isBasic ? `Basic \${${from.toUpperCase()}BASIC_CREDENTIALS}` : value];
    });
    const headers = request.transport === "grpc" ? {} : Object.fromEntries(authorization);
    const tls = { ca: null, clientCert: null, clientKey: null };
    return [signal, { ...request, encoding: "protobuf", compression: "none", headers, tls }];
  });
  return Object.fromEntries(all);
}

test("what is written for Stalwart is TOML, and is read as the same requests, whatever the settings are", () => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const text = writeDestination(destination, [], "toml")?.text ?? "";
      parseTOML(text);
      const read = readSettings(text, "toml");
      const sent = asStalwartSends(destination);
      const drafts = read.destinations.map((draft) => inEffect(draft));
      for (const [signal, request] of Object.entries(sent)) {
        const found = drafts.map(({ signals }) => signals[signal]).filter((one) => one != null);
        expect(found).toEqual(request === null ? [] : [request]);
      }
      const interval = drafts.find(({ signals }) => signals.metrics != null)?.metrics?.intervalMs;
      if (sent.metrics != null) expect(interval).toBe(destination.signals.metrics?.intervalMs ?? 60_000);
      expect(read.lines.filter(({ state }) => state === "unknown")).toEqual([]);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("what is written for Stalwart is recognised by itself, unless nothing is on", () => {
  for (const destination of fc.sample(anyDestination, { seed: 11, numRuns: 100 })) {
    const { text = "" } = writeDestination(destination, [], "toml") ?? {};
    expect(readSettings(text).format).toBe(enabledSignals(destination).length > 0 ? "toml" : null);
  }
});

test("a secret is a placeholder that is told how to fill, and no value of it is in the text", () => {
  const destination: ProbedDestination = {
    connection: {
      transport: "http",
      endpoint: "https://otlp.example.com",
      headers: [{ name: "x-key", value: "s3cr3t" }],
      proxy: "http://proxy:3128",
    },
    signals: { traces: { enabled: true }, metrics: { enabled: true, temporality: "delta" } },
    labels: { team: "mail" },
  };
  const exported = writeDestination(destination, [], "toml");
  expect(exported?.text).toBe(
    [
      `# Fill in ${holeText("X_KEY")}: the value of the header x-key`,
      "# Stalwart takes %{env:NAME}% in their place, too.",
      "",
      "[metrics.open-telemetry]",
      'transport = "http"',
      'endpoint = "https://otlp.example.com/v1/metrics"',
      `headers = ["x-key: ${holeText("X_KEY")}"]`,
      'interval = "1m"',
      "",
      "[tracer.outspan-traces]",
      'type = "open-telemetry"',
      'transport = "http"',
      'endpoint = "https://otlp.example.com/v1/traces"',
      `headers = ["x-key: ${holeText("X_KEY")}"]`,
      'level = "info"',
      "enable.span-exporter = true",
      "enable.log-exporter = false",
      "",
    ].join("\n"),
  );
  expect(exported?.fill).toEqual([{ name: "X_KEY", words: "the value of the header x-key" }]);
  expect(exported?.left).toEqual([
    "Compression: Stalwart sends uncompressed.",
    "The proxy.",
    "The labels.",
    "The temporality of metrics: Stalwart chooses it, newer versions send delta.",
  ]);
});
