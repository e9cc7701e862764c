import { expect, test } from "vitest";
import { accepted, all, asked, attempt, facts, fault, told } from "#lib/otlp/explain/testing/facts";
import { signals } from "#lib/otlp/signal";

const protocolError = facts({
  transport: "grpc",
  port: 4318,
  attempts: signals.map((signal) => attempt(signal, { fault: fault("ERR_HTTP2_ERROR") }, { path: "" })),
});

test("P02 the port answers HTTP/1.1; the gRPC port beside it is proven", () => {
  const known = asked(protocolError, {
    port: ({ port }) => ({ plain: port === 4317 ? "grpc" : "http" }),
    empty: ({ transport }) => (transport === "grpc" ? { grpc: 0 } : accepted),
  });
  expect(told(known)).toEqual([`port.grpc_to_http certain ${all}: Use port 4317`]);
});

test("P02 nothing on 4317: HTTP on the same port", () => {
  const known = asked(protocolError, {
    port: ({ port }) => (port === 4317 ? { open: false } : { plain: "http" }),
    empty: () => accepted,
  });
  expect(told(known)).toEqual([`port.grpc_to_http certain ${all}: Switch to HTTP`]);
});

test("P02 is not claimed for a TLS port that answers plain text with a 400: that is P03", () => {
  const known = asked(protocolError, { port: () => ({ plain: "http", tls: { version: "TLSv1.3", alpn: "h2" } }) });
  expect(told(known).map((one) => one.split(" ")[0])).toEqual(["port.plain_to_tls"]);
});
