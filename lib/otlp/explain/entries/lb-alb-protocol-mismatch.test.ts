import { expect, test } from "vitest";
import { all, allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";

const mismatched = facts({ tls: true, port: 443, attempts: allAnswered({ status: 464, type: null }) });

test("P06 464 is a status of that load balancer alone; gRPC behind it is one click away", () => {
  expect(told(asked(mismatched, {}))).toEqual([`lb.alb_protocol_mismatch certain ${all}: no fix`]);
  const tls = { version: "TLSv1.3", alpn: "h2" };
  const proven = asked(mismatched, { port: () => ({ tls }), empty: () => ({ grpc: 0 }) });
  expect(told(proven)).toEqual([`lb.alb_protocol_mismatch certain ${all}: Switch to gRPC`]);
});

test("P06 is not claimed for another gateway's 502 (H12)", () => {
  const known = facts({ attempts: allAnswered({ status: 502, headers: { server: "nginx" } }) });
  expect(told(asked(known, {})).join()).not.toContain("lb.alb");
});
