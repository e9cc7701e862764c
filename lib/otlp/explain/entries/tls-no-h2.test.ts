import { expect, test } from "vitest";
import { accepted, all, asked, facts, fault, tcp, tls, told } from "#lib/otlp/explain/testing/facts";

const lacking = (transport: "grpc" | "http", broken = fault("ERR_NO_H2")) =>
  facts({ transport, tls: true, port: 443, seen: { dns: null, tcp: tcp(), proxy: null, tls: tls({ fault: broken }) } });
const https = { version: "TLSv1.3", alpn: "http/1.1" };

test("P05 no h2 chosen; HTTP is proven on the same port", () => {
  const known = asked(lacking("grpc"), { port: () => ({ tls: https }), empty: () => accepted });
  expect(told(known)).toEqual([`tls.no_h2 certain ${all}: Switch to HTTP`]);
});

test("P05 alert 120 to a gRPC client is the same; to an HTTP client it is a gRPC port (P01)", () => {
  const alert = fault("ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL", { alert: 120 });
  expect(told(asked(lacking("grpc", alert), {}))).toEqual([`tls.no_h2 certain ${all}: no fix`]);
  expect(told(asked(lacking("http", alert), {}))).toEqual([`port.http_to_grpc certain ${all}: no fix`]);
});
