import { expect, test } from "vitest";
import type { Attempt } from "#lib/otlp/explain/facts";
import { allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";
import { readAnswer } from "#lib/otlp/response";

/** A plain HTTP answer to a call. */
function plainly(status: number, contentType = "text/html", body = "<html>") {
  const [base] = allAnswered({ status, type: contentType, body });
  if (base === undefined) throw new Error("No attempt");
  const exchange = { ...base.exchange, transport: "grpc" as const };
  const answer = readAnswer("traces", 1, exchange, { nowMs: 0, hide: (words) => words });
  const attempt: Attempt = { ...base, path: "", exchange, answer };
  return facts({ transport: "grpc", signals: ["traces"], attempts: [attempt] });
}

test("H14 no status of gRPC and no content of it: certain; at 401 somebody asks for credentials", () => {
  for (const status of [403, 404, 405, 429, 502]) {
    expect(told(plainly(status))).toEqual(["intermediary.http_status_in_grpc certain traces: no fix"]);
  }
  expect(told(plainly(401, "application/json", "{}"))).toEqual([
    "auth.missing_or_invalid likely traces: no fix",
    "intermediary.http_status_in_grpc possible traces: no fix",
  ]);
});

test("H14 where an OTLP receiver answers over HTTP at the same port, that is one click away", () => {
  const known = asked(plainly(404), {
    port: () => ({ plain: "http" }),
    empty: () => ({ status: 200, type: "application/x-protobuf" }),
  });
  expect(told(known)).toEqual(["intermediary.http_status_in_grpc certain traces: Switch to HTTP"]);
});

test("H14 is not claimed for gRPC's own statuses, nor for a page with 200 (H13)", () => {
  const own = facts({ transport: "grpc", attempts: allAnswered({ grpc: 12, words: "unknown service" }) });
  expect(told(own).join()).not.toContain("intermediary");
  expect(told(plainly(200))).toEqual(["impostor.html_over_h2 certain traces: no fix"]);
});
