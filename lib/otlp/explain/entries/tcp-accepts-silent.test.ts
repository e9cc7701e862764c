import { expect, test } from "vitest";
import { all, allAnswered, asked, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const page = () => ({ timedOut: true });
const silent = facts({ attempts: allAnswered({ timedOut: true, fault: fault("ETIMEDOUT") }) });

test("N09 connected, and neither plain text nor TLS gets a byte", () => {
  expect(told(asked(silent, { page, port: () => ({ plain: "silent" }) }))).toEqual([
    `tcp.accepts_silent certain ${all}: no fix`,
  ]);
});

test("N09 for a TLS handshake without an answer", () => {
  const seen = {
    dns: null,
    tcp: tcp(),
    proxy: null,
    tls: tls({ version: null, verified: false, fault: fault("ETIMEDOUT") }),
  };
  const known = asked(facts({ tls: true, seen }), { port: () => ({ plain: "silent" }) });
  expect(told(known)).toEqual([`tcp.accepts_silent certain ${all}: no fix`]);
});

test("N09 is not claimed where the front page answers: alive, and slow or stuck at exports (R06)", () => {
  const known = asked(silent, { port: () => ({ plain: "silent" }), empty: () => ({ timedOut: true }) });
  expect(told(known)).toEqual([`backend.slow possible ${all}: Wait up to 20 s`]);
});

test("N09 is not claimed for a slow receiver (R06): the port answers something", () => {
  expect(told(asked(silent, { port: () => ({ plain: "http" }) }))).toEqual([`unrecognised possible ${all}: no fix`]);
});

test("N09 is not claimed where a ClientHello is hung up on: a server is there, and slow or stuck (R06)", () => {
  const port = () => ({ plain: "silent" as const, refusesTls: true as const });
  const known = asked(silent, { page, port, empty: () => ({ timedOut: true }) });
  expect(told(known)).toEqual([`backend.slow possible ${all}: Wait up to 20 s`]);
});
