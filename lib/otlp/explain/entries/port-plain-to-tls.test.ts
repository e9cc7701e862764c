import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const hungUp = facts({ attempts: allAnswered({ fault: fault("ECONNRESET") }) });
const tls = { version: "TLSv1.3", alpn: "http/1.1" };

test("P03 closed without a byte, and a ClientHello is answered", () => {
  const known = asked(hungUp, { port: () => ({ plain: "closed", tls }), empty: () => accepted });
  expect(told(known)).toEqual([`port.plain_to_tls certain ${all}: Use https://otlp.example.com:4318`]);
});

test("P03 told in words by Go and nginx: 400", () => {
  const body = "Client sent an HTTP request to an HTTPS server.";
  const known = asked(facts({ attempts: allAnswered({ status: 400, body }) }), {
    port: () => ({ plain: "http", tls }),
    empty: () => accepted,
  });
  expect(told(known)[0]).toContain("port.plain_to_tls certain");
});

test("P03 without a proof behind TLS the scheme is still what the port wants", () => {
  expect(told(asked(hungUp, { port: () => ({ plain: "closed", tls }) }))[0]).toContain("Use https://");
});

test("P03 is not claimed for a reset without TLS (N05, N10)", () => {
  expect(told(asked(hungUp, { port: () => ({ plain: "closed" }) }))).toEqual([`tcp.reset likely ${all}: no fix`]);
});
