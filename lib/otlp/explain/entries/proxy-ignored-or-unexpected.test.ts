import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import type { Facts } from "#lib/otlp/explain/facts";
import { all, facts, fault, notConnected, tcp, told } from "#lib/otlp/explain/testing/facts";

const surroundings = { environmentProxy: "proxy.corp:3128", isContainer: false };
const failed = (code: string, more: Partial<Facts> = {}) =>
  facts({ seen: { dns: null, tcp: notConnected(code), proxy: null, tls: null }, surroundings, ...more });

test.each([
  ["tcp.blackhole", "ETIMEDOUT"],
  ["tcp.unreachable", "ENETUNREACH"],
])("N12 and %s are both possible; the proxy is one click away", (code, errno) => {
  expect(told(failed(errno))).toEqual([
    `${code} possible ${all}: no fix`,
    `proxy.ignored_or_unexpected possible ${all}: Use the proxy http://proxy.corp:3128`,
  ]);
  expect(diagnose(failed(errno))[1]?.fix?.changes).toEqual([
    { path: "/connection/proxy", value: "http://proxy.corp:3128" },
  ]);
});

test("N12 is not claimed for a refusal, for this machine, beside a proxy of the destination, or without one named", () => {
  expect(told(failed("ECONNREFUSED"))).toEqual([`tcp.refused certain ${all}: no fix`]);
  const attempts = [{ address: "127.0.0.1", durationMs: 1, fault: fault("ETIMEDOUT") }];
  const local = { dns: null, tcp: tcp({ connected: null, attempts }), proxy: null, tls: null };
  expect(told(failed("", { seen: local }))).toEqual([`tcp.blackhole certain ${all}: no fix`]);
  expect(told(failed("ETIMEDOUT", { proxy: { host: "other", port: 3128 } }))).toEqual([
    `tcp.blackhole certain ${all}: no fix`,
  ]);
  expect(told(failed("ETIMEDOUT", { surroundings: { environmentProxy: null, isContainer: false } }))).toEqual([
    `tcp.blackhole certain ${all}: no fix`,
  ]);
});
