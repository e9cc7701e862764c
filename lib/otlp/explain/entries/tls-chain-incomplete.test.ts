import { expect, test } from "vitest";
import { certificate, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

test("T02 is not named when the server sent more than its leaf, or the code says self-signed", () => {
  const leaf = certificate({ issuerUrl: "http://ca.example/issuer.crt" });
  for (const [code, chain] of [
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", [leaf, certificate()]],
    ["SELF_SIGNED_CERT_IN_CHAIN", [leaf]],
  ] as const) {
    const seen = {
      dns: null,
      tcp: tcp(),
      proxy: null,
      tls: tls({ verified: false, chain: [...chain], fault: fault(code) }),
    };
    expect(told(facts({ tls: true, seen })).join()).not.toContain("tls.chain_incomplete");
  }
});
