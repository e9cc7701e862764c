import { expect, test } from "vitest";
import { accepted, all, asked, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const handshake = (code: string, alert?: number) => {
  const broken = fault(code, alert === undefined ? {} : { alert });
  return facts({
    tls: true,
    seen: {
      dns: null,
      tcp: tcp(),
      proxy: null,
      tls: tls({ version: null, verified: false, chain: [], fault: broken }),
    },
  });
};

test("P04 no TLS record came back, and plain HTTP is answered: the exact URL", () => {
  const known = asked(handshake("ERR_SSL_WRONG_VERSION_NUMBER"), {
    port: () => ({ plain: "http" }),
    empty: () => accepted,
  });
  expect(told(known)).toEqual([`port.tls_to_plain certain ${all}: Use http://otlp.example.com:4318`]);
});

test("P04 no click sends credentials in clear over networks of others: whoever stands on the way can provoke this", () => {
  const plain = { port: () => ({ plain: "http" as const }), empty: () => accepted };
  const keyed = { ...handshake("ERR_SSL_WRONG_VERSION_NUMBER"), hasCredentials: true };
  expect(told(asked(keyed, plain))).toEqual([`port.tls_to_plain certain ${all}: no fix`]);
  expect(told(asked({ ...keyed, host: "127.0.0.1" }, plain))[0]).toContain("Use http://");
});

test("P04 a server that hangs up on the ClientHello and answers plain HTTP", () => {
  const known = asked(handshake("ECONNRESET"), { port: () => ({ plain: "http" }), empty: () => accepted });
  expect(told(known)[0]).toContain("port.tls_to_plain certain");
});

test("P04 is only likely while the port itself did not answer", () => {
  expect(told(asked(handshake("ERR_SSL_WRONG_VERSION_NUMBER"), {}))).toEqual([
    `port.tls_to_plain likely ${all}: no fix`,
  ]);
});

test("P04 is not claimed for a banner of something else (P09), nor for an alert, which is spoken TLS", () => {
  const ssh = asked(handshake("ERR_SSL_WRONG_VERSION_NUMBER"), { port: () => ({ plain: "other" }) });
  expect(told(ssh)).toEqual([`unrecognised possible ${all}: no fix`]);
  expect(told(asked(handshake("EPROTO", 70), { port: () => ({ plain: "http" }) }))).toEqual([
    `tls.version certain ${all}: no fix`,
  ]);
});
