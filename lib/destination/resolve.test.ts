import { describe, expect, test } from "vitest";
import {
  effectiveConnection,
  enabledSignals,
  requestHeaders,
  resolvedUrls,
  withDefaults,
} from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";

const base: ProbedDestination = {
  connection: {
    transport: "http",
    endpoint: "http://c:4318",
    encoding: "json",
    headers: [{ name: "a", value: "1" }],
    auth: { type: "bearer", token: "t" },
    tls: { serverName: "x" },
    timeoutMs: 5000,
  },
  signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: false } },
};

describe("effective connection", () => {
  test("without anything of its own a signal uses the shared fields, and defaults where they are silent", () => {
    expect(effectiveConnection(base, "traces")).toMatchObject({
      transport: "http",
      target: { url: "http://c:4318/v1/traces" },
      encoding: "json",
      compression: "gzip",
      headers: [{ name: "a", value: "1" }],
      timeoutMs: 5000,
      proxy: null,
      kind: "base",
      from: { endpoint: "/connection", headers: "/connection" },
    });
    const bare = { connection: { transport: "http" as const, endpoint: "http://h" }, signals: {} };
    expect(effectiveConnection(bare, "logs")).toMatchObject({
      encoding: "protobuf",
      compression: "gzip",
      headers: [],
      auth: { type: "none" },
      tls: {},
      timeoutMs: 10_000,
    });
  });

  test("R1.8 what an own connection has replaces the shared field as a whole, nothing is merged", () => {
    const connection = { endpoint: "http://d/in", headers: [{ name: "b", value: "2" }], tls: { skipVerify: true } };
    const own = effectiveConnection({ ...base, signals: { traces: { enabled: true, connection } } }, "traces");
    expect(own).toMatchObject({
      target: { url: "http://d/in" },
      kind: "own",
      from: { endpoint: "/signals/traces/connection", headers: "/signals/traces/connection", auth: "/connection" },
    });
    expect(own?.headers).toEqual([{ name: "b", value: "2" }]);
    expect(own?.tls).toEqual({ skipVerify: true });
    expect(own?.auth).toEqual({ type: "bearer", token: "t" });
  });

  test("an encoding beside gRPC is nobody's: not used there, not inherited by an own HTTP connection", () => {
    const mixed: ProbedDestination = {
      connection: { transport: "grpc", endpoint: "h:4317", encoding: "json" },
      signals: { logs: { enabled: true, connection: { transport: "http", endpoint: "http://h/v1/logs" } } },
    };
    expect(effectiveConnection(mixed, "logs")?.encoding).toBe("protobuf");
    expect(effectiveConnection(mixed, "traces")?.encoding).toBe("protobuf");
  });

  test("a wrong endpoint or proxy gives no connection: nothing is sent around a proxy that cannot be read", () => {
    const with_ = (fields: object) =>
      effectiveConnection({ ...base, connection: { ...base.connection, ...fields } }, "traces");
    expect(with_({ endpoint: "c:4318" })).toBeNull();
    expect(with_({ proxy: "socks5://p:1080" })).toBeNull();
    expect(with_({ proxy: "http://P:3128" })?.proxy).toEqual({ host: "p", port: 3128 });
    expect(effectiveConnection({ signals: {} }, "traces")).toBeNull();
  });

  test("an own empty proxy goes around the shared one", () => {
    const connection = { ...base.connection, proxy: "http://p:3128" };
    const signals = { traces: { enabled: true, connection: { proxy: "" } } };
    expect(effectiveConnection({ connection, signals }, "traces")?.proxy).toBeNull();
    expect(effectiveConnection({ connection, signals }, "logs")?.proxy).toEqual({ host: "p", port: 3128 });
  });
});

test("only enabled signals have a resolved URL; gRPC as http(s)://host:port", () => {
  expect(enabledSignals(base)).toEqual(["traces", "metrics"]);
  expect(resolvedUrls(base)).toEqual({ traces: "http://c:4318/v1/traces", metrics: "http://c:4318/v1/metrics" });
  expect(resolvedUrls({ ...base, connection: { transport: "grpc", endpoint: "h:4317" } }).traces).toBe(
    "https://h:4317",
  );
});

describe("headers on the wire", () => {
  test("R3.5 names go in lower case, a null secret is left out", () => {
    const headers = [
      { name: "X-Key", value: "1" },
      { name: "gone", value: null },
      { name: "__proto__", value: "p" },
    ];
    expect(Object.entries(requestHeaders({ headers, auth: { type: "none" } }))).toEqual([
      ["x-key", "1"],
      ["__proto__", "p"],
    ]);
  });

  test("bearer and basic, also with letters beyond ASCII", () => {
    expect(requestHeaders({ headers: [], auth: { type: "bearer", token: "t" } })).toEqual({
      authorization: "Bearer t",
    });
    const basic = requestHeaders({ headers: [], auth: { type: "basic", username: "ü", password: "p:w" } });
    expect(basic.authorization).toBe(`Basic ${Buffer.from("ü:p:w").toString("base64")}`);
  });
});

describe("defaults", () => {
  test("are filled for reading back, once, and only in the shared connection", () => {
    const read = withDefaults({
      name: "n",
      connection: { transport: "http" as const, endpoint: "http://h", headers: [{ name: "a", value: null }] },
      signals: { metrics: { enabled: true, connection: { endpoint: "http://m" } } },
    });
    expect(read).toEqual({
      name: "n",
      enabled: true,
      connection: {
        transport: "http",
        endpoint: "http://h",
        encoding: "protobuf",
        compression: "gzip",
        headers: [{ name: "a", value: null, secret: true }],
        auth: { type: "none" },
        tls: { skipVerify: false },
        timeoutMs: 10_000,
      },
      signals: {
        traces: { enabled: false },
        metrics: {
          enabled: true,
          temporality: "cumulative",
          intervalMs: 60_000,
          histograms: "explicit",
          connection: { endpoint: "http://m" },
        },
        logs: { enabled: false },
      },
      sources: ["otlp"],
      queue: { maxBytes: 1_073_741_824, maxAgeMs: 86_400_000, whenFull: "drop_oldest" },
      labels: {},
    });
    expect(withDefaults(read)).toEqual(read);
  });

  test("gRPC reads back without an encoding, and an absent shared connection stays absent", () => {
    const grpc = {
      connection: { transport: "grpc" as const, endpoint: "h:1", encoding: "json" as const },
      signals: {},
    };
    expect(withDefaults(grpc).connection).not.toHaveProperty("encoding");
    expect(withDefaults({ signals: {} })).not.toHaveProperty("connection");
  });

  test("never change what a signal uses", () => {
    for (const signal of ["traces", "metrics", "logs"] as const) {
      const { tls, ...rest } = effectiveConnection(withDefaults(base), signal) ?? {};
      expect({ ...rest, tls: { ...tls, skipVerify: undefined } }).toMatchObject({
        ...effectiveConnection(base, signal),
        headers: [{ name: "a", value: "1", secret: true }],
      });
    }
  });
});
