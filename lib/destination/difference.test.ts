import * as fc from "fast-check";
import { expect, test } from "vitest";
import { differences } from "#lib/destination/difference";
import type { ProbedDestination } from "#lib/destination/schema";

const a: ProbedDestination = {
  name: "A",
  enabled: true,
  connection: {
    transport: "http",
    endpoint: "http://a",
    encoding: "protobuf",
    headers: [
      { name: "api-key", value: "hunter1" },
      { name: "X-Scope-OrgID", value: "t1", secret: false },
    ],
    auth: { type: "basic", username: "u", password: "hunter2" },
    tls: { ca: "PEM1", clientKey: "hunter3" },
    timeoutMs: 10_000,
  },
  signals: {
    traces: { enabled: true, connection: { endpoint: "http://t" } },
    metrics: { enabled: true, temporality: "cumulative", intervalMs: 60_000 },
  },
  queue: { maxBytes: 1024 ** 3, maxAgeMs: 86_400_000, whenFull: "drop_oldest" },
  labels: { team: "x" },
};

test("what differs is told by the words of the form", () => {
  const b: ProbedDestination = {
    name: "A",
    enabled: false,
    connection: {
      ...a.connection,
      transport: "grpc",
      endpoint: "h:4317",
      encoding: undefined,
      headers: [
        { name: "x-scope-orgid", value: "t2", secret: false },
        { name: "API-KEY", value: "other1" },
        { name: "new", value: null },
      ],
      auth: { type: "bearer", token: null },
      tls: { ca: "PEM2", clientKey: "other3", skipVerify: true },
      timeoutMs: 90_000,
    },
    signals: {
      traces: { enabled: true, connection: { endpoint: "http://u", tls: { ca: "P" } } },
      metrics: { enabled: false, temporality: "delta", intervalMs: 60_000 },
      logs: { enabled: true },
    },
    queue: { maxBytes: 512 * 1024 ** 2, maxAgeMs: 86_400_000, whenFull: "refuse" },
    labels: {},
  };
  const told = differences(a, b).map(({ label, from, to }) => `${label}: ${from} → ${to}`);
  expect(told).toEqual([
    "Enabled: on → off",
    "Transport: HTTP → gRPC",
    "Endpoint: http://a → h:4317",
    "Header x-scope-orgid: t1 → t2",
    "Header API-KEY: saved → changed",
    "Header new: null → saved",
    "Authentication: Basic → Bearer token",
    "Token: null → saved",
    "Custom CA: set → changed",
    "Client key: saved → changed",
    "Skip certificate verification: null → on",
    "Timeout: 10s → 1m30s",
    "Traces endpoint: http://t → http://u",
    "Traces custom CA: null → set",
    "Metrics: on → off",
    "Logs: off → on",
    "Temporality: cumulative → delta",
    "Queue size: 1 GiB → 512 MiB",
    "When full: drop the oldest → have senders wait",
    "Encoding: Protobuf → null",
    "Username: u → null",
    "Password: saved → null",
    "Label team: x → null",
  ]);
  expect(JSON.stringify(differences(a, b))).not.toMatch(/hunter|other\d|PEM/);
});

test("a pointer leads to the field", () => {
  const b = { ...a, labels: { "te/am": "y" } };
  expect(differences(a, b).map(({ path }) => path)).toEqual(["/labels/te~1am", "/labels/team"]);
});

test("nothing differs from itself, nor when header rows are moved", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...(a.connection?.headers ?? [])], { minLength: 2 }), (headers) => {
      expect(differences(a, { ...a, connection: { ...a.connection, headers } })).toEqual([]);
    }),
  );
});
