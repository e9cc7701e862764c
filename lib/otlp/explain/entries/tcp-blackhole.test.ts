import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, all, asked, facts, notConnected, told } from "#lib/otlp/explain/testing/facts";

const failed = (...codes: string[]) =>
  facts({ seen: { dns: null, tcp: notConnected(...codes), proxy: null, tls: null } });

test("N07 no address answers at all", () => {
  expect(told(failed("ETIMEDOUT", "ETIMEDOUT"))).toEqual([`tcp.blackhole certain ${all}: no fix`]);
});

test("N07 with an address to which there is no route at all, it is still the silent one", () => {
  expect(told(failed("ENETUNREACH", "ETIMEDOUT"))).toEqual([`tcp.blackhole certain ${all}: no fix`]);
});

test("N07 an open port 443 splits a filtered port from a host that is away; a receiver there is one click away", () => {
  const at443 = {
    port: ({ port }: { port: number }) => ({ open: port === 443, tls: { version: "TLSv1.3", alpn: "h2" } }),
  };
  const filtered = asked(failed("ETIMEDOUT"), at443);
  expect(diagnose(filtered)[0]?.advice).toContain("only this port is filtered");
  const moved = asked(failed("ETIMEDOUT"), { ...at443, empty: () => accepted });
  expect(told(moved)).toEqual([`tcp.blackhole certain ${all}: Use https://otlp.example.com`]);
  expect(diagnose(asked(failed("ETIMEDOUT"), {}))[0]?.advice).toContain("network policy");
});

test.each(["EHOSTUNREACH", "ENETUNREACH"])("N07 is not claimed for a route that says no (%s)", (code) => {
  expect(told(failed(code)).join()).not.toContain("tcp.blackhole");
});
