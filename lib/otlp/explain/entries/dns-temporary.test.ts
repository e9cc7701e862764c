import { expect, test } from "vitest";
import { all, dns, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const failed = (code: string, environmentProxy: string | null = null) =>
  facts({
    seen: { dns: dns({ addresses: [], fault: fault(code) }), tcp: null, proxy: null, tls: null },
    surroundings: { environmentProxy, isContainer: false },
  });

test("N02 EAI_AGAIN is the resolver's own word; our own time limit only looks like it", () => {
  expect(told(failed("EAI_AGAIN"))).toEqual([`dns.temporary certain ${all}: no fix`]);
  expect(told(failed("ETIMEDOUT"))).toEqual([`dns.temporary likely ${all}: no fix`]);
});

test.each(["ENOTFOUND", "ENODATA"])("N02 is not claimed where a resolver answered (%s)", (code) => {
  expect(told(failed(code)).join()).not.toContain("dns.temporary");
});

test("N02 with a proxy in the environment: N12 is as possible", () => {
  expect(told(failed("EAI_AGAIN", "proxy.corp:3128"))).toEqual([
    `dns.temporary possible ${all}: no fix`,
    `proxy.ignored_or_unexpected possible ${all}: Use the proxy http://proxy.corp:3128`,
  ]);
});
