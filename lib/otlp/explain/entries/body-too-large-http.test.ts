import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, attempt, facts, fault, told } from "#lib/otlp/explain/testing/facts";

test.each([
  { status: 413, body: "" },
  { status: 413, type: "text/html", body: "<html><title>413 Request Entity Too Large</title>" },
  { status: 400, body: "http: request body too large" },
])("B06 $status $body", (answered) => {
  expect(told(facts({ attempts: allAnswered(answered) }))).toEqual([`body.too_large_http certain ${all}: no fix`]);
});

test("B06 a reset while a large batch is sent is possible, and says so of an export", () => {
  const reset = attempt("logs", { fault: fault("EPIPE") }, { sent: 5000 });
  const broken = { ...reset, exchange: { ...reset.exchange, fault: { ...fault("EPIPE"), phase: "send" as const } } };
  const known = facts({ signals: ["logs"], attempts: [broken] });
  expect(told(known)).toContain("body.too_large_http possible logs: no fix");
  expect(
    diagnose(facts({ signals: ["logs"], attempts: [{ ...broken, sent: 1 }] })).map(({ code }) => code),
  ).not.toContain("body.too_large_http");
});

test("B06 is not claimed for another 400, nor for headers", () => {
  for (const body of ["bad", "Request Header Or Cookie Too Large"]) {
    expect(told(facts({ attempts: allAnswered({ status: 400, body }) }))).toEqual([
      `unrecognised possible ${all}: no fix`,
    ]);
  }
});
