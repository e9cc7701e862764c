// Destinations of any settings that are right, for round trips through a format; and what two of them have in common where it
// matters: the requests that they lead to.
import fc from "fast-check";
import { effectiveConnection, requestHeaders } from "#lib/destination/resolve";
import type { Auth, Connection, Header, ProbedDestination, Tls, UnfinishedDestination } from "#lib/destination/schema";
import { type Signal, signals } from "#lib/otlp/signal";

const host = fc.constantFrom(
  "otlp.example.com",
  "collector",
  "10.0.0.7",
  "[2001:db8::1]",
  "gateway.internal.example.org",
);
const port = fc.constantFrom("", ":443", ":4317", ":4318", ":8080");
const path = fc.constantFrom("", "/", "/otlp", "/api/v2/otlp/", "/a'b", "/x%20y");
const query = fc.constantFrom("", "?key=a&b=c", "?x=$HOME;y", "?q=a'b\"c".replace('"', "%22"));

const base = fc
  .tuple(fc.constantFrom("http", "https"), host, port, path)
  .map(([s, h, p, tail]) => `${s}://${h}${p}${tail}`);
const own = fc.tuple(base, query).map(([url, tail]) => url + tail);
const target = fc
  .tuple(fc.constantFrom("http://", "https://", ""), host, fc.constantFrom(":4317", ":443"))
  .map((parts) => parts.join(""));

/** One line of printable ASCII (R3.7). */
const value = fc
  .stringMatching(/^[\x21-\x7e](?:[\x20-\x7e]{0,30}[\x21-\x7e])?$/)
  // A hole by itself means another thing.
  .filter((text) => !/\$\{|\$\(|<[A-Za-z]/.test(text));
const header = fc.record({
  name: fc.constantFrom("x-api-key", "api-key", "X-Scope-OrgID", "x-tenant", "dd-otel-metric-config", "team"),
  value,
  secret: fc.boolean(),
});
const headers: fc.Arbitrary<Header[]> = fc.uniqueArray(header, {
  selector: ({ name }) => name.toLowerCase(),
  maxLength: 4,
});
const auth: fc.Arbitrary<Auth> = fc.oneof(
  fc.constant<Auth>({ type: "none" }),
  fc.constant<Auth>({ type: "bearer", token: "t" }),
  fc.constant<Auth>({ type: "basic", username: "123456", password: "p" }),
);
const tls: fc.Arbitrary<Tls> = fc.oneof(
  fc.constant<Tls>({}),
  fc.constant<Tls>({ ca: "-----BEGIN CERTIFICATE-----" }),
  fc.constant<Tls>({ clientCert: "-----BEGIN CERTIFICATE-----", clientKey: "-----BEGIN PRIVATE KEY-----" }),
);

const http = (endpoint: fc.Arbitrary<string>) =>
  fc.record({
    transport: fc.constant("http" as const),
    endpoint,
    encoding: fc.constantFrom("protobuf" as const, "json" as const),
  });
const grpc = fc.record({ transport: fc.constant("grpc" as const), endpoint: target });
const rest = fc.record(
  {
    compression: fc.constantFrom("gzip" as const, "none" as const),
    headers,
    auth,
    tls,
    timeoutMs: fc.integer({ min: 1, max: 600_000 }),
  },
  { requiredKeys: [] },
);

const shared: fc.Arbitrary<Connection> = fc.tuple(fc.oneof(http(base), grpc), rest).map(([a, b]) => ({ ...a, ...b }));
const ownConnection: fc.Arbitrary<Connection | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.tuple(fc.oneof(http(own), grpc), rest).map(([a, b]) => ({ ...a, ...b })) },
  { weight: 1, arbitrary: rest },
);
const settings = fc
  .record({ enabled: fc.boolean(), connection: ownConnection })
  .map(({ enabled, connection }) => (connection === undefined ? { enabled } : { enabled, connection }));
const metricsOnly = fc.record(
  {
    temporality: fc.constantFrom("cumulative" as const, "delta" as const, "lowmemory" as const),
    intervalMs: fc.integer({ min: 1, max: 600_000 }),
    histograms: fc.constantFrom("explicit" as const, "exponential" as const),
  },
  { requiredKeys: [] },
);

export const anyDestination: fc.Arbitrary<ProbedDestination> = fc
  .record({
    enabled: fc.boolean(),
    connection: shared,
    traces: settings,
    metrics: fc.tuple(settings, metricsOnly),
    logs: settings,
  })
  .map(({ enabled, connection, traces, metrics: [metrics, more], logs }) => ({
    name: "x",
    enabled,
    connection,
    signals: { traces, metrics: { ...metrics, ...more }, logs },
  }));

/** What goes over the wire for each signal that is on. */
export function inEffect(destination: ProbedDestination | UnfinishedDestination) {
  const {
    temporality = "cumulative",
    intervalMs = 60_000,
    histograms = "explicit",
  } = destination.signals.metrics ?? {};
  return {
    isOn: destination.enabled !== false,
    signals: Object.fromEntries(signals.map((signal) => [signal, requestOf(destination, signal)])),
    metrics: destination.signals.metrics?.enabled ? { temporality, intervalMs, histograms } : null,
  };
}

function requestOf(destination: ProbedDestination | UnfinishedDestination, signal: Signal) {
  const connection = destination.signals[signal]?.enabled ? effectiveConnection(destination, signal) : null;
  if (connection === null) return null;
  const { transport, target: to, encoding, compression, timeoutMs, tls: trust } = connection;
  const { ca = null, clientCert = null, clientKey = null } = to.tls ? trust : {};
  return {
    transport,
    url: to.url,
    encoding,
    compression,
    timeoutMs,
    headers: Object.fromEntries(Object.entries(requestHeaders(connection)).sort()),
    tls: { ca, clientCert, clientKey },
  };
}
