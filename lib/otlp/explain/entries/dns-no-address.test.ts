import { expect, test } from "vitest";
import { all, dns, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const failed = (code: string) =>
  facts({
    transport: "grpc",
    seen: { dns: dns({ addresses: [], fault: fault(code) }), tcp: null, proxy: null, tls: null },
  });

test("N03 a name without an address", () => {
  expect(told(failed("ENODATA"))).toEqual([`grpc.name_resolver_zero_addresses certain ${all}: no fix`]);
});

test("N03 is not claimed for a name that does not exist (N01), nor without an answer (N02)", () => {
  expect(told(failed("ENOTFOUND"))).toEqual([`dns.nxdomain certain ${all}: no fix`]);
  expect(told(failed("EAI_AGAIN"))).toEqual([`dns.temporary certain ${all}: no fix`]);
});
