import { expect, test } from "vitest";
import { all, dns, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const failed = (code: string) =>
  facts({ seen: { dns: dns({ addresses: [], fault: fault(code) }), tcp: null, proxy: null, tls: null } });

test.each(["ENOTFOUND", "ENODATA"])("N01 %s: the resolver knows no such name", (code) => {
  expect(told(failed(code))).toEqual([`dns.nxdomain certain ${all}: no fix`]);
});

test.each(["EAI_AGAIN", "ETIMEDOUT"])("N01 is not claimed for a resolver that did not answer (%s)", (code) => {
  expect(told(failed(code))).toEqual([`unrecognised possible ${all}: no fix`]);
});
