import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, asked, attempt, facts, fault, told } from "#lib/otlp/explain/testing/facts";
import { signals } from "#lib/otlp/signal";

function broken(reason: string, code = "ERR_HTTP2_GOAWAY") {
  const attempts = signals.map((signal) => {
    const one = attempt(signal, { fault: fault(code, { reason }) });
    return { ...one, exchange: { ...one.exchange, transport: "grpc" as const } };
  });
  return asked(facts({ transport: "grpc", attempts }), { port: () => ({ plain: "grpc" }) });
}

test.each([
  ["NGHTTP2_ENHANCE_YOUR_CALM", "GOAWAY 11"],
  ["NGHTTP2_NO_ERROR", "(GOAWAY)"],
  ["NGHTTP2_REFUSED_STREAM", "(GOAWAY)"],
])("R05 %s", (reason, title) => {
  expect(told(broken(reason))).toEqual([`grpc.goaway certain ${all}: no fix`]);
  expect(diagnose(broken(reason))[0]?.title).toContain(title);
});

test("R05 behind a proxy that tells it in words is likely", () => {
  const words = "GOAWAY received; Error code: 11; Debug Text: too_many_pings";
  const attempts = signals.map((signal) => attempt(signal, { grpc: 14, words }));
  expect(told(facts({ transport: "grpc", attempts }))).toEqual([`grpc.goaway likely ${all}: no fix`]);
});

test("R05 is not claimed for an error of the protocol", () => {
  expect(told(broken("NGHTTP2_PROTOCOL_ERROR")).join()).not.toContain("grpc.goaway");
});
