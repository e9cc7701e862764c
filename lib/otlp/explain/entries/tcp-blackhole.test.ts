import { expect, test } from "vitest";
import { all, facts, notConnected, told } from "#lib/otlp/explain/testing/facts";

const failed = (...codes: string[]) =>
  facts({ seen: { dns: null, tcp: notConnected(...codes), proxy: null, tls: null } });

test("N07 no address answers at all", () => {
  expect(told(failed("ETIMEDOUT", "ETIMEDOUT"))).toEqual([`tcp.blackhole certain ${all}: no fix`]);
});

test.each(["EHOSTUNREACH", "ENETUNREACH"])("N07 is not claimed for a route that says no (%s)", (code) => {
  expect(told(failed(code))).toEqual([`unrecognised possible ${all}: no fix`]);
});
