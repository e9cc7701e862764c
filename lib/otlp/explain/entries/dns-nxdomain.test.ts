import { expect, test } from "vitest";
import { all, dns, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const failed = (code: string) =>
  facts({ seen: { dns: dns({ addresses: [], fault: fault(code) }), tcp: null, proxy: null, tls: null } });

test("N01 the resolver knows no such name", () => {
  expect(told(failed("ENOTFOUND"))).toEqual([`dns.nxdomain certain ${all}: no fix`]);
});

test.each(["EAI_AGAIN", "ETIMEDOUT", "ENODATA"])("N01 is not claimed for another word of a resolver (%s)", (code) => {
  expect(told(failed(code)).join()).not.toContain("dns.nxdomain");
});

test("N01 and N12 are both possible where the environment names a proxy", () => {
  const surroundings = { environmentProxy: "proxy.corp:3128", isContainer: false };
  expect(told({ ...failed("ENOTFOUND"), surroundings })).toEqual([
    `dns.nxdomain possible ${all}: no fix`,
    `proxy.ignored_or_unexpected possible ${all}: Use the proxy http://proxy.corp:3128`,
  ]);
});
