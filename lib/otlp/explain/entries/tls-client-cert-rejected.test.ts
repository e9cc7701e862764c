import { expect, test } from "vitest";
import { all, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const received = (alert: number, hasClientCertificate: boolean) =>
  facts({
    tls: true,
    hasClientCertificate,
    seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ fault: fault("EPROTO", { alert }) }) },
  });

test.each([42, 45, 46, 48])("T07 alert %i after our certificate was sent speaks of it", (alert) => {
  expect(told(received(alert, true))).toEqual([`tls.client_cert_rejected certain ${all}: no fix`]);
});

test("T07 is not claimed without a client certificate", () => {
  expect(told(received(48, false))).toEqual([`unrecognised possible ${all}: no fix`]);
});
