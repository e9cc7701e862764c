import { expect, test } from "vitest";
import { accepted, all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const old = (answered: Parameters<typeof allAnswered>[0]) => {
  const attempts = allAnswered(answered);
  for (const { exchange } of attempts) if (exchange.answer) exchange.answer.httpVersion = "1.0";
  return facts({ attempts });
};

test("P10 HTTP/1.0 is told beside a success, and likely the cause of a refusal that it explains", () => {
  expect(told(old(accepted))).toEqual([`proxy.http_1_0 certain ${all}: no fix`]);
  expect(told(old({ status: 411 })).join()).toContain("proxy.http_1_0 likely");
  const via = facts({ attempts: allAnswered({ ...accepted, headers: { via: "1.0 cache.corp" } }) });
  expect(told(via)).toEqual([`proxy.http_1_0 certain ${all}: no fix`]);
});

test("P10 explains no refusal that has a cause of its own, nor a TLS port's 400 (P03)", () => {
  expect(told(old({ status: 401 }))).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
  expect(told(old({ status: 400, body: "Client sent an HTTP request to an HTTPS server." })).join()).not.toContain(
    "http_1_0",
  );
  expect(told(facts({ attempts: allAnswered({ ...accepted, headers: { via: "1.1 cache" } }) }))).toEqual([]);
});
