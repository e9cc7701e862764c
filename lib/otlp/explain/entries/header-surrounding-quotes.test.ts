import { expect, test } from "vitest";
import { all, refusal, shape, told } from "#lib/otlp/explain/testing/facts";

test("C08 quotes behind a scheme or around a password, after a refusal: likely, before a key that is wrong", () => {
  expect(told(refusal(shape({ isQuoted: true }), { status: 401 }))).toEqual([
    `header.surrounding_quotes likely ${all}: Remove the quotes`,
    `auth.missing_or_invalid possible ${all}: no fix`,
  ]);
});

test("C08 is not claimed without a refusal, for plain values, or where the key was understood (A02)", () => {
  expect(told(refusal(shape({ isQuoted: true }), { status: 413 })).join()).not.toContain("header.");
  expect(told(refusal(shape(), { status: 401 }))).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
  const understood = { ...refusal(shape({ isQuoted: true }), { status: 403, body: "the scope ingest is missing" }) };
  const { anonymous } = refusal(shape(), { status: 401 });
  expect(told({ ...understood, anonymous })).toEqual([`auth.no_permission certain ${all}: no fix`]);
});

test("C08 the markup of a page says nothing of rights", () => {
  const body = '<!doctype html><html><main role="main">403 Forbidden</main></html>';
  const { anonymous } = refusal(shape(), { status: 401 });
  const page = refusal(shape({ isQuoted: true }), { status: 403, type: "text/html", body }, { anonymous });
  expect(told(page)[0]).toBe(`header.surrounding_quotes likely ${all}: Remove the quotes`);
});
