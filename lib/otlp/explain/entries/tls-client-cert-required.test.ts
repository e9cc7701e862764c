import { expect, test } from "vitest";
import { all, allAnswered, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const handshake = (alert: number, more = {}) =>
  facts({
    tls: true,
    seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ fault: fault("EPROTO", { alert }) }) },
    ...more,
  });

test("T06 alert 116, also where it came in place of the first answer (R9.7)", () => {
  expect(told(handshake(116))).toEqual([`tls.client_cert_required certain ${all}: no fix`]);
  const late = facts({ tls: true, attempts: allAnswered({ fault: fault("ERR_SSL", { alert: 116 }) }) });
  expect(told(late)).toEqual([`tls.client_cert_required certain ${all}: no fix`]);
});

test("T06 nginx says it in words: 400", () => {
  const body = "<html><title>400 No required SSL certificate was sent</title></html>";
  const known = facts({ tls: true, attempts: allAnswered({ status: 400, type: "text/html", body }) });
  expect(told(known)[0]).toContain("tls.client_cert_required certain");
});

test("T06 alert 40 has other causes: likely", () => {
  expect(told(handshake(40))).toEqual([`tls.client_cert_required likely ${all}: no fix`]);
});

test("T06 is not claimed when a client certificate was sent", () => {
  expect(told(handshake(40, { hasClientCertificate: true }))).toEqual([`unrecognised possible ${all}: no fix`]);
});
