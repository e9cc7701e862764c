import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { accepted, all, allAnswered, certificate, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";
import type { Certificate } from "#lib/otlp/observation";

const refused = (code: string, chain: Certificate[], connection = {}) =>
  facts(
    {
      tls: true,
      seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ verified: false, chain, fault: fault(code) }) },
    },
    connection,
  );
const root = certificate({ subject: "CN=Root", selfSigned: true, pem: "PEM ROOT", fingerprint256: "CC:DD" });

test("T01 self-signed: trusting it is offered with its fingerprint to compare", () => {
  const known = refused("DEPTH_ZERO_SELF_SIGNED_CERT", [root]);
  expect(told(known)).toEqual([`tls.unknown_ca certain ${all}: Trust this certificate`]);
  expect(diagnose(known)[0]?.advice).toContain("CC:DD");
  expect(diagnose(known)[0]?.fix?.changes).toEqual([{ path: "/connection/tls/ca", value: "PEM ROOT" }]);
});

test("T01 a CA that is set already is kept beside the new one", () => {
  const known = refused("SELF_SIGNED_CERT_IN_CHAIN", [certificate(), root], { tls: { ca: "PEM OLD\n" } });
  expect(diagnose(known)[0]?.fix?.changes).toEqual([{ path: "/connection/tls/ca", value: "PEM OLD\nPEM ROOT" }]);
});

test("T01 trusting a certificate that has ended would lead to the next refusal: no fix", () => {
  const ended = { ...root, validTo: "2026-11-01T00:00:00.000Z" };
  expect(told(refused("DEPTH_ZERO_SELF_SIGNED_CERT", [ended]))).toEqual([`tls.unknown_ca certain ${all}: no fix`]);
});

test("T01 and T02 look alike when a lone leaf says where its issuer is: both are possible", () => {
  const leaf = certificate({ issuerUrl: "http://ca.example/issuer.crt" });
  expect(told(refused("UNABLE_TO_VERIFY_LEAF_SIGNATURE", [leaf]))).toEqual([
    `tls.unknown_ca possible ${all}: no fix`,
    `tls.chain_incomplete possible ${all}: no fix`,
  ]);
  expect(told(refused("UNABLE_TO_VERIFY_LEAF_SIGNATURE", [certificate()]))).toEqual([
    `tls.unknown_ca certain ${all}: no fix`,
  ]);
});

test.each([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", {}],
  ["SELF_SIGNED_CERT_IN_CHAIN", {}],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", {}],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", { issuerUrl: "http://ca.example/issuer.crt" }],
  ["CERT_HAS_EXPIRED", { validTo: "2026-11-03T10:00:00.000Z" }],
  ["ERR_TLS_CERT_ALTNAME_INVALID", { names: ["other.example"] }],
])("T01, T02, T03, T05 %s that skipVerify let pass explains no answer", (code, more) => {
  const past = (attempts: ReturnType<typeof allAnswered>) => ({
    ...refused(code, [certificate(more)], { tls: { skipVerify: true } }),
    attempts,
  });
  expect(told(past(allAnswered({ status: 413 })))).toEqual([`body.too_large_http certain ${all}: no fix`]);
  expect(told(past(allAnswered(accepted)))).toEqual([]);
});
