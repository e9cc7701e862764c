import { expect, test } from "vitest";
import type { ProbedDestination } from "#lib/destination/schema";
import { moveTo, setField, setTls } from "#lib/otlp/explain/edits";
import { signals } from "#lib/otlp/signal";

const on = { enabled: true };
const shared = (endpoint: string, more = {}): ProbedDestination => ({
  connection: { transport: "http", endpoint, ...more },
  signals: { traces: on, metrics: on, logs: on },
});

test("every user of a shared field fails: the shared field is changed, as it was typed", () => {
  expect(moveTo(shared("http://host:4317/otlp/"), signals, { port: 4318 })).toEqual([
    { path: "/connection/endpoint", value: "http://host:4318/otlp" },
  ]);
  expect(setField(shared("http://host:4318"), signals, "encoding", "protobuf")).toEqual([
    { path: "/connection/encoding", value: "protobuf" },
  ]);
});

test("a working signal uses the shared field: the failing one gets its own, with the exact URL", () => {
  expect(moveTo(shared("http://host:4318/otlp"), ["logs"], { tls: true })).toEqual([
    { path: "/signals/logs/connection/endpoint", value: "https://host:4318/otlp/v1/logs" },
  ]);
  expect(setField(shared("http://host:4318"), ["logs"], "encoding", "protobuf")).toEqual([
    { path: "/signals/logs/connection/encoding", value: "protobuf" },
  ]);
});

test("an own transport comes with an own endpoint (api.md §2.1)", () => {
  expect(moveTo(shared("http://host:4317"), ["logs"], { transport: "grpc" })).toEqual([
    { path: "/signals/logs/connection/transport", value: "grpc" },
    { path: "/signals/logs/connection/endpoint", value: "http://host:4317" },
  ]);
});

test("to gRPC the path goes, the port stays; from gRPC a signal's own URL gets its path", () => {
  expect(moveTo(shared("https://host"), signals, { transport: "grpc" })).toEqual([
    { path: "/connection/transport", value: "grpc" },
    { path: "/connection/endpoint", value: "https://host:443" },
  ]);
  const grpc = shared("http://host:4318", { transport: "grpc" });
  grpc.signals.logs = { enabled: true, connection: { endpoint: "http://[::1]:4318" } };
  expect(moveTo(grpc, ["logs"], { transport: "http" })).toEqual([
    { path: "/signals/logs/connection/transport", value: "http" },
    { path: "/signals/logs/connection/endpoint", value: "http://[::1]:4318/v1/logs" },
  ]);
});

test("a query of a signal's own URL is kept", () => {
  const own = shared("http://host:4318");
  own.signals.traces = { enabled: true, connection: { endpoint: "http://host:4318/?tenant=7" } };
  expect(moveTo(own, ["traces"], { prefix: "" })).toEqual([
    { path: "/signals/traces/connection/endpoint", value: "http://host:4318/v1/traces?tenant=7" },
  ]);
});

test("one part of TLS is set beside the others; in an own copy the key must be entered again", () => {
  const tls = { ca: "PEM", clientCert: "CERT", clientKey: null };
  expect(setTls(shared("https://host", { tls }), signals, "serverName", "a.test")).toEqual([
    { path: "/connection/tls/serverName", value: "a.test" },
  ]);
  expect(setTls(shared("https://host", { tls }), ["logs"], "serverName", "a.test")).toEqual([
    {
      path: "/signals/logs/connection/tls",
      value: { ca: "PEM", clientCert: "CERT", clientKey: null, serverName: "a.test" },
    },
  ]);
});
