import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, certificate, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const early = certificate({ validFrom: "2026-11-21T18:30:00.000Z" });
const refused = (chain = [early], code = "CERT_NOT_YET_VALID") =>
  facts({
    tls: true,
    seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ verified: false, chain, fault: fault(code) }) },
  });

test("T04 when it begins, and what our own clock says", () => {
  expect(told(refused())).toEqual([`tls.not_yet_valid certain ${all}: no fix`]);
  expect(diagnose(refused())[0]?.title).toBe("The certificate is not valid yet: it begins on 21 Nov 2026, 18:30 UTC");
  expect(diagnose(refused())[0]?.advice).toContain("21 Nov 2026, 12:00 UTC");
});

test("T04 an authority that begins later is told as such", () => {
  expect(diagnose(refused([certificate(), early]))[0]?.title).toContain("A certificate in the chain");
});

test("T04 is not claimed for one that ended (T03)", () => {
  expect(told(refused([early], "CERT_HAS_EXPIRED"))).toEqual([`tls.expired certain ${all}: no fix`]);
});
