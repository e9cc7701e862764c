import { expect, test } from "vitest";
import { tcpRefused } from "#lib/otlp/explain/entries/tcp-refused";
import { accepted, all, asked, facts, notConnected, told } from "#lib/otlp/explain/testing/facts";
import { signals } from "#lib/otlp/signal";

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

test("N04 of a proxy speaks of the proxy, not of the receiver behind it", () => {
  const behind = { ...refused(4319, "ECONNREFUSED"), proxy: { host: "192.0.2.7", port: 3128 } };
  const { title, advice } = tcpRefused.tell(behind, [...signals]);
  expect(title).toContain("the proxy of this destination");
  expect(advice).not.toContain("receiver");
});

test("N04 on this machine does not lead to Outspan's own ports", () => {
  const away = tcpRefused.tell(refused(4319, "ECONNREFUSED"), [...signals]).advice;
  expect(away).toContain("4318 is usual");
  const here = refused(4319, "ECONNREFUSED");
  for (const attempt of here.seen.tcp?.attempts ?? []) attempt.address = "127.0.0.1";
  const { advice } = tcpRefused.tell(here, [...signals]);
  expect(advice).not.toContain("usual");
  expect(advice).toContain("4318 and 4317 are as a rule Outspan's own");
});
