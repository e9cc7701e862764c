import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, certificate, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const ended = certificate({ validTo: "2026-11-03T10:00:00.000Z", daysLeft: -19 });
const refused = (chain = [ended], code = "CERT_HAS_EXPIRED") =>
  facts({
    tls: true,
    seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ verified: false, chain, fault: fault(code) }) },
  });

test("T03 the day it ended, and our own clock", () => {
  expect(told(refused())).toEqual([`tls.expired certain ${all}: no fix`]);
  expect(diagnose(refused())[0]?.title).toBe("The certificate ended on 3 Nov 2026");
  expect(diagnose(refused())[0]?.advice).toContain("21 Nov 2026");
});

test("T03 an authority in the chain that ended is told as such", () => {
  expect(diagnose(refused([certificate(), ended]))[0]?.title).toBe("A certificate in the chain ended on 3 Nov 2026");
});

test("T03 is not claimed for a certificate that is not valid yet (T04), nor for one that skipVerify let pass", () => {
  expect(told(refused([certificate()], "CERT_NOT_YET_VALID"))).toEqual([`tls.not_yet_valid certain ${all}: no fix`]);
});

test("T03 alert 45 speaks of our client certificate (T07)", () => {
  const seen = {
    dns: null,
    tcp: tcp(),
    proxy: null,
    tls: tls({ clientCertificate: true, fault: fault("EPROTO", { alert: 45 }) }),
  };
  const known = facts({ tls: true, hasClientCertificate: true, seen });
  expect(told(known)).toEqual([`tls.client_cert_rejected certain ${all}: no fix`]);
});
