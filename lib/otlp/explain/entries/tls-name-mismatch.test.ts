import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, asked, certificate, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const named = (...names: string[]) =>
  facts({
    tls: true,
    seen: {
      dns: null,
      tcp: tcp(),
      proxy: null,
      tls: tls({ verified: false, chain: [certificate({ names })], fault: fault("ERR_TLS_CERT_ALTNAME_INVALID") }),
    },
  });

test("T05 its only name is offered", () => {
  expect(told(named("collector.internal"))).toEqual([
    `tls.name_mismatch certain ${all}: Use server name collector.internal`,
  ]);
  expect(diagnose(named("collector.internal"))[0]?.fix?.changes).toEqual([
    { path: "/connection/tls/serverName", value: "collector.internal" },
  ]);
});

test("T05 a stranger's name is no fix: whoever stands on the way can have a certificate of their own", () => {
  expect(told(named("attacker.test.net"))).toEqual([`tls.name_mismatch certain ${all}: no fix`]);
  expect(diagnose(named("attacker.test.net"))[0]?.advice).toContain("whoever stands on the way");
  expect(told(named("ingest.example.com"))).toEqual([
    `tls.name_mismatch certain ${all}: Use server name ingest.example.com`,
  ]);
});

test.each([
  ["several names", ["a.example", "b.example"]],
  ["a wildcard", ["*.example"]],
  ["addresses only", ["10.0.0.7"]],
  ["no name", []],
])("T05 %s: nothing is guessed", (_what, names) => {
  expect(told(named(...names))).toEqual([`tls.name_mismatch certain ${all}: no fix`]);
});

test("T05 many names are counted, not listed", () => {
  const many = Array.from({ length: 40 }, (_, index) => `host${index}.example`);
  expect(diagnose(named(...many))[0]?.advice).toContain("35 more");
});

test("T05 a server that shows another certificate for one of the names knows several hosts", () => {
  const shown = (fingerprint256: string) =>
    asked(named("a.example", "b.example"), {
      handshake: () => ({ tls: { version: "TLSv1.3", alpn: null, names: [], fingerprint256 }, fault: null }),
    });
  expect(diagnose(shown("EE:FF"))[0]?.advice).toContain("another certificate");
  expect(diagnose(shown("AA:BB"))[0]?.advice).not.toContain("another certificate");
});
