import { expect, test } from "vitest";
import { all, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const shaken = (code: string, alert?: number) =>
  facts({
    tls: true,
    seen: {
      dns: null,
      tcp: tcp(),
      proxy: null,
      tls: tls({ version: null, verified: false, chain: [], fault: fault(code, alert === undefined ? {} : { alert }) }),
    },
  });

test("T08 alert 70, or an answer in an old version", () => {
  expect(told(shaken("EPROTO", 70))).toEqual([`tls.version certain ${all}: no fix`]);
  expect(told(shaken("ERR_SSL_UNSUPPORTED_PROTOCOL"))).toEqual([`tls.version certain ${all}: no fix`]);
});

test("T08 is not claimed for another alert, nor for a wrong version number, which is no TLS (P04)", () => {
  expect(told(shaken("EPROTO", 40))).toEqual([`tls.client_cert_required likely ${all}: no fix`]);
  expect(told(shaken("ERR_SSL_WRONG_VERSION_NUMBER"))).toEqual([`port.tls_to_plain likely ${all}: no fix`]);
});
