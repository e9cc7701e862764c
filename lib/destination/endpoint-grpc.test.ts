import { describe, expect, test } from "vitest";
import { type EndpointInput, resolveEndpoint } from "#lib/destination/endpoint";

const path = "/connection/endpoint";
const grpc = (endpoint: string, more: Partial<EndpointInput> = {}) =>
  resolveEndpoint({ transport: "grpc", endpoint, kind: "base", signal: "traces", path, ...more });

const outcome = ({ target, problems }: ReturnType<typeof grpc>) => ({
  url: target?.url,
  code: problems[0]?.code,
  fix: problems[0]?.fix?.changes.map((change) => ("value" in change ? change.value : change)),
});

describe("gRPC", () => {
  test.each([
    ["collector:4317", { tls: true, host: "collector", port: 4317, url: "https://collector:4317", path: "" }],
    ["http://collector:4317", { tls: false, host: "collector", port: 4317, url: "http://collector:4317" }],
    ["https://api.example.com", { tls: true, port: 443, url: "https://api.example.com:443" }],
    ["HTTPS://API.example.com:8443", { tls: true, port: 8443, url: "https://api.example.com:8443" }],
    ["http://collector:4317/", { tls: false, port: 4317, url: "http://collector:4317" }],
    ["[::1]:4317", { tls: true, host: "::1", port: 4317, url: "https://[::1]:4317" }],
    ["localhost:4317", { tls: true, host: "localhost", port: 4317 }],
  ])("R2.3 the scheme decides TLS, none means TLS: %s", (endpoint, target) => {
    expect(grpc(endpoint)).toMatchObject({ target, problems: [] });
  });

  test.each([
    ["collector", "collector:4317"],
    ["http://collector", "http://collector:4317"],
    ["api.example.com", "api.example.com:443"],
    ["[::1]", "[::1]:4317"],
  ])("C06, R2.6 the port is required, and proposed: %s", (endpoint, fix) => {
    expect(outcome(grpc(endpoint))).toEqual({ url: undefined, code: "grpc.port_missing", fix: [fix] });
  });

  test("C05, R2.5 a path on port 4317 is dropped by the fix", () => {
    expect(outcome(grpc("http://h:4317/v1/traces"))).toMatchObject({
      code: "grpc.path_in_target",
      fix: ["http://h:4317"],
    });
  });

  test("C05, R2.5 any other path means the vendor speaks HTTP", () => {
    const { fix } = grpc("https://h/otlp/v1/metrics").problems[0] ?? {};
    expect(fix).toEqual({
      label: "Switch to HTTP",
      changes: [
        { path: "/connection/transport", value: "http" },
        { path, value: "https://h/otlp" },
      ],
    });
    const ownPath = "/signals/logs/connection/endpoint";
    expect(grpc("h/otlp", { kind: "own", signal: "logs", path: ownPath }).problems[0]?.fix?.changes).toEqual([
      { path: "/signals/logs/connection/transport", value: "http" },
      { path: ownPath, value: "https://h/otlp/v1/logs" },
    ]);
  });

  test("R2.7 an IPv6 address needs brackets", () => {
    expect(outcome(grpc("::1:4317"))).toEqual({ url: undefined, code: "url.unparseable", fix: ["[::1]:4317"] });
  });

  test("plain text to a private host is one click away, as a hint", () => {
    expect(grpc("collector:4317").hints[0]?.fix?.changes).toEqual([{ path, value: "http://collector:4317" }]);
    expect(grpc("api.example.com:443").hints).toEqual([]);
  });
});
