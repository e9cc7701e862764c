import { expect, test } from "vitest";
import { accepted, all, asked, facts, notConnected, told } from "#lib/otlp/explain/testing/facts";

const refused = (port = 4319, ...codes: string[]) =>
  facts({ port, seen: { dns: null, tcp: notConnected(...codes), proxy: null, tls: null } });

test("N04 refused, with no receiver on the usual ports: no fix", () => {
  expect(told(asked(refused(4319, "ECONNREFUSED"), {}))).toEqual([`tcp.refused certain ${all}: no fix`]);
});

test("N04 with a proven receiver on the usual port: that port", () => {
  const known = asked(refused(4319, "ECONNREFUSED"), {
    port: ({ port }) => (port === 4318 ? { plain: "http" } : { open: false }),
    empty: () => accepted,
  });
  expect(told(known)).toEqual([`tcp.refused certain ${all}: Use port 4318`]);
});

test("N04 an open port without a receiver is no fix", () => {
  const known = asked(refused(4319, "ECONNREFUSED"), {
    port: () => ({ plain: "http" }),
    empty: () => ({ status: 404 }),
  });
  expect(told(known)).toEqual([`tcp.refused certain ${all}: no fix`]);
});

test("N04 the other transport only where the same one is not found", () => {
  const known = asked(refused(4319, "ECONNREFUSED"), {
    port: ({ port }) => (port === 4317 ? { plain: "grpc" } : { open: false }),
    empty: () => ({ grpc: 0 }),
  });
  expect(told(known)).toEqual([`tcp.refused certain ${all}: Switch to gRPC on port 4317`]);
});

test("N04 is not claimed when one of several addresses is silent instead", () => {
  expect(told(refused(4319, "ECONNREFUSED", "ETIMEDOUT"))).toEqual([`unrecognised possible ${all}: no fix`]);
});
