import { describe, expect, test } from "vitest";
import { checkDestination } from "#lib/destination/check";
import { applyFix } from "#lib/destination/fix";
import { hintsOf } from "#lib/destination/hint";
import type { Connection, ProbedDestination } from "#lib/destination/schema";

const all = { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } };
const destination = (connection: Connection): ProbedDestination => ({
  connection: { transport: "http", endpoint: "http://h:4318", ...connection },
  signals: all,
});
const repaired = (connection: Connection) => {
  const before = destination(connection);
  const hints = hintsOf(before);
  expect(hints).toHaveLength(1);
  expect(checkDestination(before)).toEqual([]);
  const after = hints[0]?.fix ? applyFix(before, hints[0].fix) : before;
  expect(checkDestination(after)).toEqual([]);
  expect(hintsOf(after)).toEqual([]);
  return after.connection;
};

describe("hints stop nothing, are told once and repaired in one click", () => {
  test("the port of the other transport", () => {
    expect(repaired({ endpoint: "http://h:4317" })).toMatchObject({ transport: "grpc", endpoint: "http://h:4317" });
  });

  test("R1.4 an own URL without a path", () => {
    const signals = { logs: { enabled: true, connection: { endpoint: "http://h:4318" } } };
    expect(hintsOf({ connection: { transport: "http" }, signals })[0]?.path).toBe("/signals/logs/connection/endpoint");
  });

  test("a base URL that ends in /v1, once for all signals", () => {
    expect(repaired({ endpoint: "http://h/v1" })?.endpoint).toBe("http://h");
  });

  test("C15 TLS settings beside plain text", () => {
    expect(repaired({ tls: { serverName: "x" } })?.endpoint).toBe("https://h:4318");
  });

  test("verification that is off", () => {
    expect(repaired({ endpoint: "https://h", tls: { skipVerify: true } })?.tls).toEqual({ skipVerify: false });
  });

  test("a key that crosses a public network in plain text", () => {
    const headers = [{ name: "api-key", value: null }];
    expect(repaired({ endpoint: "http://otlp.example.com", headers })?.endpoint).toBe("https://otlp.example.com");
    expect(hintsOf(destination({ endpoint: "http://127.0.0.1:4318", headers }))).toEqual([]);
  });

  test.each([
    ["C10", "x-key", "Bearer%20abc", "Bearer abc"],
    ["C11", "Authorization", "Bearer Bearer abc", "Bearer abc"],
    ["C11", "Authorization", "abc", "Bearer abc"],
    ["C12", "authorization", "Basic 1:glc", "Basic MTpnbGM="],
  ])("%s in %s", (_code, name, value, expected) => {
    expect(repaired({ headers: [{ name, value }] })?.headers?.[0]?.value).toBe(expected);
  });

  test("C11 a scheme in the token field", () => {
    expect(repaired({ auth: { type: "bearer", token: "Bearer abc" } })?.auth).toEqual({ type: "bearer", token: "abc" });
  });

  test("settings that are right have none, broken ones have problems instead", () => {
    expect(hintsOf(destination({ headers: [{ name: "Authorization", value: "Api-Token dt0c01" }] }))).toEqual([]);
    expect(hintsOf(destination({ endpoint: "h:4317" }))).toEqual([]);
  });
});
