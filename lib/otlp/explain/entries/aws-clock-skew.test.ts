import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const said = (body: string, more: object = {}) => facts({ attempts: allAnswered({ status: 400, body, ...more }) });

test("A07 the times of the signature, or the error's name, at 400 and 403", () => {
  const words = "Signature not yet current: 20261121T121500Z is still later than 20261121T120000Z";
  expect(told(said(words))).toEqual([`aws.clock_skew certain ${all}: no fix`]);
  expect(told(said("<Code>RequestTimeTooSkewed</Code>", { status: 403 }))[0]).toContain("aws.clock_skew certain");
});

test("A07 the Date says by how much and which way", () => {
  const date = "Sat, 21 Nov 2026 11:00:00 GMT";
  const [first] = diagnose(said("Signature expired: 20261121T120000Z is now earlier", { headers: { date } }));
  expect(first?.title).toContain("1 h ahead");
});

test("A07 is not claimed for a signature of another kind", () => {
  expect(told(said("the signature of this token has expired")).join()).not.toContain("aws.");
});
