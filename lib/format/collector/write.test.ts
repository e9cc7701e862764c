// The Collector's YAML, written and read again. That the Collector itself takes it is shown in e2e/interop.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { holeText } from "#lib/destination/hole";
import { effectiveConnection, queueDefaults } from "#lib/destination/resolve";
import type { Auth, Connection, ProbedDestination } from "#lib/destination/schema";
import { collectorReader } from "#lib/format/collector/read";
import { collectorWriter } from "#lib/format/collector/write";
import { marksOf } from "#lib/format/marks";
import { withPlaceholders } from "#lib/format/placeholders";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { signals } from "#lib/otlp/signal";

function written(destination: ProbedDestination): { text: string; left: string[]; open: ProbedDestination } {
  const { destination: open, fill } = withPlaceholders(destination, []);
  return { ...collectorWriter.write(open, fill), open };
}

/** What goes on the wire, and what is kept: how it is spread over shared and own connections is not the Collector's to say. */
function meaning(destination: ProbedDestination): unknown {
  const { signals: settings, queue } = destination;
  const connections = signals.map((signal) => {
    if (!settings[signal]?.enabled) return null;
    const connection = effectiveConnection(destination, signal);
    if (connection === null) return signal;
    const { from: _, kind: _kind, target, headers, ...rest } = connection;
    return { ...rest, url: target.url, headers: headers.map(({ name, value }) => ({ name, value })) };
  });
  const isDelta = settings.metrics?.enabled === true && settings.metrics.temporality === "delta";
  const { maxBytes, whenFull } = { ...queueDefaults, ...queue };
  return { connections, isDelta, queue: { maxBytes, whenFull } };
}

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const anyText = fc
  .string({ minLength: 1, maxLength: 20, unit: "grapheme-ascii" })
  .map((text) => text.replace(/[<>]/g, "").trim() || "x");
const host = word.map((name) => `${name}.example.net`);
const pem = fc.constant("-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n");
const tls = fc.record(
  { ca: pem, clientCert: pem, clientKey: pem, serverName: host, skipVerify: fc.constant(true) },
  { requiredKeys: [] },
);
const headers = fc.uniqueArray(
  fc.record({ name: word.map((name) => `x-${name}`), value: anyText, secret: fc.boolean() }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
);
const auth: fc.Arbitrary<Auth> = fc.oneof(
  fc.record({ type: fc.constant("bearer" as const), token: anyText }),
  fc.record({ type: fc.constant("basic" as const), username: anyText, password: anyText }),
  fc.record({
    type: fc.constant("sigv4" as const),
    region: word,
    service: word,
    credentials: fc.constant("host" as const),
  }),
  fc.record(
    {
      type: fc.constant("oauth2" as const),
      tokenUrl: host.map((name) => `https://${name}/token?a=$b`),
      clientId: anyText,
      clientSecret: anyText,
      scopes: fc.array(word, { minLength: 1, maxLength: 5 }),
      audience: anyText,
    },
    { requiredKeys: ["type", "tokenUrl", "clientId", "clientSecret"] },
  ),
);
const common = {
  compression: fc.constantFrom("gzip" as const, "none" as const),
  headers,
  tls,
  timeoutMs: fc.integer({ min: 1, max: 7_200_000 }),
};
const http = fc.record(
  {
    transport: fc.constant("http" as const),
    endpoint: fc
      .tuple(host, fc.constantFrom("", ":4318", "/otlp", ":8443/api/otlp/"))
      .map((parts) => `https://${parts.join("")}`),
    encoding: fc.constantFrom("protobuf" as const, "json" as const),
    proxy: host.map((name) => `http://${name}:3128`),
    auth,
    ...common,
  },
  { requiredKeys: ["transport", "endpoint"] },
);
const grpc = fc.record(
  {
    transport: fc.constant("grpc" as const),
    endpoint: fc.tuple(host, fc.integer({ min: 1, max: 65_535 })).map(([name, port]) => `${name}:${port}`),
    auth: auth.filter(({ type }) => type !== "sigv4"),
    ...common,
  },
  { requiredKeys: ["transport", "endpoint"] },
);
const connection: fc.Arbitrary<Connection> = fc.oneof(http, grpc);
const ownEndpoint = host.map((name): Connection => ({ endpoint: `https://${name}:4318/in?key=a$b` }));
const destinations: fc.Arbitrary<ProbedDestination> = fc
  .record({
    name: word,
    connection,
    owns: fc.tuple(
      ...signals.map(() => fc.option(fc.oneof(connection, ownEndpoint, fc.record({ headers })), { nil: undefined })),
    ),
    on: fc.uniqueArray(fc.constantFrom(...signals), { minLength: 1 }),
    isDelta: fc.boolean(),
    queue: fc.option(
      fc.record({
        maxBytes: fc.integer({ min: 1, max: 2 ** 50 }),
        whenFull: fc.constantFrom("drop_oldest" as const, "refuse" as const),
      }),
      { nil: undefined },
    ),
  })
  .map(({ name, connection: shared, owns, on, isDelta, queue }) => ({
    name,
    connection: shared,
    signals: Object.fromEntries(
      signals.map((signal, at) => {
        const own: Connection | undefined = owns[at];
        const isWrong = shared.transport === "grpc" && own?.transport === undefined && own?.endpoint !== undefined;
        const temporality = signal === "metrics" && isDelta ? { temporality: "delta" as const } : {};
        return [
          signal,
          { enabled: on.includes(signal), ...(own && !isWrong ? { connection: own } : {}), ...temporality },
        ];
      }),
    ),
    ...(queue ? { queue } : {}),
  }))
  // Which the Collector cannot do; that is told, see below.
  .filter((destination) =>
    signals.every((signal) => {
      const found = effectiveConnection(destination, signal);
      return found !== null && (found.transport === "http" || (found.proxy === null && found.auth.type !== "sigv4"));
    }),
  );

test("what is written reads back as the same destination, secrets as holes, and every line is told", () => {
  fc.assert(
    fc.property(destinations, (destination) => {
      const { text, open } = written(destination);
      const { marks, lines } = marksOf(text);
      const again = collectorReader.read(text, marks).destinations;
      expect(lines().filter(({ state }) => state === "unknown")).toEqual([]);
      expect(again).toHaveLength(1);
      const [first] = again;
      expect(first && meaning(first)).toEqual(meaning(open));
      expect(first?.name).toBe(
        /^(?:traces|metrics|logs)$/.test(destination.name ?? "") ? `outspan-${destination.name}` : destination.name,
      );
    }),
    { seed: 7, numRuns: 120 },
  );
});

test("any destination reads back with the same requests", () => {
  const isSaid = (destination: ProbedDestination) =>
    signals.every((signal) => {
      const found = effectiveConnection(destination, signal);
      return found?.transport !== "grpc" || found.target.tls || found.auth.type !== "basic";
    });
  fc.assert(
    fc.property(anyDestination.filter(isSaid), (destination) => {
      const { text, open } = written(destination);
      const { metrics, ...expected } = inEffect(open);
      const again = collectorReader.read(text, marksOf(text).marks).destinations;
      const isNone = Object.values(expected.signals).every((request) => request === null);
      const temporality = metrics?.temporality === "delta" ? "delta" : "cumulative";
      const said = metrics && { temporality, intervalMs: 60_000, histograms: "explicit" };
      expect(again.map(inEffect)).toEqual(isNone ? [] : [{ ...expected, isOn: true, metrics: said }]);
    }),
    { seed: 11, numRuns: 150 },
  );
});

const Shape = z.object({ exporters: z.record(z.string(), z.record(z.string(), z.unknown())) });
const plain: ProbedDestination = {
  name: "Grafana Cloud",
  connection: {
    transport: "http",
    endpoint: "https://otlp.example.net/otlp",
    headers: [
      { name: "api-key", value: "very-secret" },
      { name: "X-Scope-OrgID", value: `a$b ${holeText("X")}`, secret: false },
    ],
  },
  signals: { traces: { enabled: true } },
};

test("a secret is a variable of the environment, and a readable value keeps its dollar signs", () => {
  const { text } = written(plain);
  expect(text).not.toContain("very-secret");
  const { exporters } = Shape.parse(parse(text));
  expect(exporters["otlphttp/grafana-cloud"]).toMatchObject({
    headers: { "api-key": ["$", "{env:API_KEY}"].join(""), "X-Scope-OrgID": `a$$b $${holeText("X")}` },
  });
});

test("what the Collector cannot say is told, and the text leaves it out", () => {
  const { text, left } = written({
    name: "X",
    enabled: false,
    connection: {
      transport: "grpc",
      endpoint: "http://collector.example.net:4317",
      auth: { type: "basic", username: "otel", password: "p" },
      proxy: "http://proxy.example.net:3128",
    },
    signals: { metrics: { enabled: true, temporality: "lowmemory", histograms: "exponential", intervalMs: 5000 } },
    queue: { maxBytes: 5000, maxAgeMs: 60_000, whenFull: "drop_oldest" },
    sources: ["otlp", "self"],
    labels: { team: "payments" },
  });
  expect(left).toHaveLength(11);
  expect(text).not.toMatch(/basicauth|proxy|payments/);
  expect(text).toContain("insecure: true");
});

test("nothing that could be wrong in a destination makes it throw", () => {
  const wrong = written({
    connection: { transport: "http", endpoint: "no url" },
    signals: { logs: { enabled: true } },
  });
  expect(wrong.left.join()).toContain("logs");
  expect(parse(wrong.text)).toMatchObject({ exporters: {} });
});
