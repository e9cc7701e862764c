import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const said = (reason: string, server = "envoy") =>
  facts({
    attempts: allAnswered({
      status: 503,
      headers: { server },
      body: `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`,
    }),
  });

test.each([
  ["protocol error", "istio-envoy", "certain"],
  ["protocol error", "nginx", "likely"],
  ["connection termination", "envoy", "likely"],
  ["connection failure", "envoy", "possible"],
])("P08 %s by %s: %s", (reason, server, certainty) => {
  expect(told(said(reason, server)).join()).toContain(`mesh.upstream_protocol_error ${certainty} ${all}`);
});

test("P08 over gRPC it is code 14 with the same words", () => {
  const attempts = allAnswered({
    grpc: 14,
    headers: { server: "envoy" },
    words: "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
  });
  expect(told(facts({ transport: "grpc", attempts }))[0]).toContain("mesh.upstream_protocol_error certain");
});

test("P08 is not claimed for a mesh without a healthy receiver (H12)", () => {
  const attempts = allAnswered({ status: 503, headers: { server: "envoy" }, body: "no healthy upstream" });
  expect(told(facts({ attempts })).join()).not.toContain("mesh.");
});
