import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, certificate, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const signedBy = (issuer: string, more: Parameters<typeof facts>[0] = {}, alpn = "http/1.1") => {
  const chain = [certificate({ issuer }), certificate({ subject: issuer, issuer, selfSigned: true, pem: "PEM" })];
  const seen = fault("SELF_SIGNED_CERT_IN_CHAIN");
  return facts({
    tls: true,
    seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ verified: false, alpn, chain, fault: seen }) },
    ...more,
  });
};

test.each([
  "CN=Zscaler Intermediate Root CA (zscaler.net), O=Zscaler Inc.",
  "CN=ca.acme.goskope.com, O=Netskope Inc",
  "CN=FGT60F, O=Fortinet",
  "CN=Decrypt, OU=Palo Alto Networks",
  "CN=ProxySG, O=Blue Coat Systems",
])("T09 %s signs on the way: likely, and T01 stays possible", (issuer) => {
  expect(told(signedBy(issuer))).toEqual([
    `tls.interception likely ${all}: Trust this authority`,
    `tls.unknown_ca possible ${all}: Trust this authority`,
  ]);
  expect(diagnose(signedBy(issuer))[0]?.advice).toContain("AA:BB");
});

test("T09 over gRPC, where HTTP/2 is lost as well: certain", () => {
  const issuer = "CN=Corp inspection, O=Zscaler Inc.";
  expect(told(signedBy(issuer, { transport: "grpc" }))[0]).toContain("tls.interception certain");
  expect(told(signedBy(issuer, { transport: "grpc" }, "h2"))[0]).toContain("tls.interception likely");
});

test("T09 is not claimed for a private authority (T01), nor for a trusted certificate of such a name", () => {
  expect(told(signedBy("CN=Acme Root CA, O=Acme"))).toEqual([`tls.unknown_ca certain ${all}: Trust this authority`]);
  const box = certificate({ subject: "CN=FortiGate", issuer: "CN=FortiGate", selfSigned: true, pem: "PEM" });
  const own = signedBy("CN=FortiGate", {});
  own.seen.tls?.chain.splice(0, 2, box);
  expect(told(own)).toEqual([`tls.unknown_ca certain ${all}: Trust this certificate`]);
  const known = facts({ tls: true, seen: { dns: null, tcp: tcp(), proxy: null, tls: tls() } });
  known.seen.tls?.chain.splice(0, 1, certificate({ issuer: "O=Zscaler Inc." }));
  expect(told(known).join()).not.toContain("tls.interception");
});
