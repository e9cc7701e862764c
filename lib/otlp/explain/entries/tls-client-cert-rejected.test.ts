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

const shaken = { version: "TLSv1.3", alpn: "http/1.1", names: [], fingerprint256: null };
/** Hung up on around the handshake, or only once a request came; and what the same handshake gets without our certificate. */
const hungUp = (when: "handshake" | "request", alert: number | null, answersEmpty = false) => {
  const reset = fault("ECONNRESET");
  const isEarly = when === "handshake";
  const start = facts({
    tls: true,
    hasClientCertificate: true,
    attempts: isEarly ? [] : allAnswered({ fault: reset }),
    seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ fault: isEarly ? reset : null }) },
  });
  return asked(start, {
    port: () => ({ plain: "closed", tls: { version: "TLSv1.3", alpn: "http/1.1" } }),
    empty: () => (answersEmpty ? { status: 200, type: "application/x-protobuf" } : { fault: reset }),
    handshake: () => ({ tls: shaken, fault: alert === null ? null : fault("ERR_SSL", { alert }) }),
  });
};

test("T07 hung up on with our certificate; without it the server asks for one: that splits it", () => {
  expect(told(hungUp("handshake", 116))).toEqual([`tls.client_cert_rejected certain ${all}: no fix`]);
  expect(told(hungUp("handshake", null))[0]).toContain("tls.client_cert_rejected likely");
});

test("T07 after a handshake that was taken is likely at most, and not claimed when an empty request is answered", () => {
  expect(told(hungUp("request", 116))[0]).toContain("tls.client_cert_rejected likely");
  expect(told(hungUp("request", 116, true))).toEqual([`tcp.reset likely ${all}: no fix`]);
});

test("T07 is not claimed for a server that hangs up on everybody", () => {
  const anybody = { ...hungUp("handshake", 116), replies: [] };
  const known = asked(anybody, { handshake: () => ({ tls: null, fault: fault("ECONNRESET") }) });
  expect(told(known).join()).not.toContain("tls.client_cert_rejected");
});
