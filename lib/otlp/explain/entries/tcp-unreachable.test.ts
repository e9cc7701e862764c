import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, facts, fault, notConnected, tcp, told } from "#lib/otlp/explain/testing/facts";

const failed = (...codes: string[]) =>
  facts({ seen: { dns: null, tcp: notConnected(...codes), proxy: null, tls: null } });

test.each(["ENETUNREACH", "EHOSTUNREACH"])("N08 the system knows no way (%s)", (code) => {
  expect(told(failed(code))).toEqual([`tcp.unreachable certain ${all}: no fix`]);
});

test("N08 a name with IPv6 addresses alone is told as that", () => {
  const attempts = [{ address: "2001:db8::7", durationMs: 0, fault: fault("ENETUNREACH") }];
  const known = facts({ seen: { dns: null, tcp: tcp({ connected: null, attempts }), proxy: null, tls: null } });
  expect(diagnose(known)[0]?.advice).toContain("IPv6 addresses only");
});

test("N08 is not claimed when another address refuses (N04) or is silent (N07)", () => {
  expect(told(failed("ENETUNREACH", "ECONNREFUSED"))).toEqual([`tcp.refused certain ${all}: no fix`]);
  expect(told(failed("ENETUNREACH", "ETIMEDOUT"))).toEqual([`tcp.blackhole certain ${all}: no fix`]);
});
