import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const page = { type: "text/html", body: "<html>" };

test("H12 a page, or a proxy's name: certain at 502 and 504", () => {
  for (const answered of [
    { ...page, status: 502 },
    { ...page, status: 504 },
    { status: 502, headers: { server: "nginx" } },
  ]) {
    expect(told(facts({ attempts: allAnswered(answered) }))).toEqual([`gateway.5xx certain ${all}: no fix`]);
  }
});

test("H12 gives way to a mesh that names its reason (P08)", () => {
  const body = "upstream connect error or disconnect/reset before headers. reset reason: connection failure";
  const known = facts({ attempts: allAnswered({ status: 503, body, headers: { server: "envoy" } }) });
  expect(told(known).every((line) => line.includes(" possible "))).toBe(true);
});

test("H12 is not claimed for a receiver that is busy, or a bare 503", () => {
  const busy = { status: 503, type: "application/json", body: '{"code":14,"message":"the queue is full"}' };
  for (const answered of [busy, { status: 503 }, { status: 503, body: "memory limit" }, { ...page, status: 500 }]) {
    expect(told(facts({ attempts: allAnswered(answered) })).join()).not.toContain("gateway.5xx");
  }
});

test("H12 a title holds nothing of a server that would turn a line around", () => {
  const headers = { server: "ngi\u202enx" };
  const [first] = diagnose(facts({ attempts: allAnswered({ ...page, status: 502, headers }) }));
  expect(first?.title).not.toContain("\u202e");
});
