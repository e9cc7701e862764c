import { expect, test } from "vitest";
import { all, allAnswered, asked, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

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

test("T07 hung up on with our certificate; without it the server asks for one: that splits it", () => {
  const hungUp = facts({
    tls: true,
    hasClientCertificate: true,
    attempts: allAnswered({ fault: fault("ECONNRESET") }),
  });
  const bare = (alert: number | null) =>
    asked(hungUp, {
      port: () => ({ plain: "closed", tls: { version: "TLSv1.3", alpn: "http/1.1" } }),
      empty: () => ({ fault: fault("ECONNRESET") }),
      handshake: () => ({
        tls: { version: "TLSv1.3", alpn: "http/1.1", names: [], fingerprint256: null },
        fault: alert === null ? null : fault("ERR_SSL", { alert }),
      }),
    });
  expect(told(bare(116))).toEqual([`tls.client_cert_rejected certain ${all}: no fix`]);
  expect(told(bare(null))[0]).toContain("tls.client_cert_rejected likely");
  const anybody = asked(hungUp, { handshake: () => ({ tls: null, fault: fault("ECONNRESET") }) });
  expect(told(anybody).join()).not.toContain("tls.client_cert_rejected");
});
