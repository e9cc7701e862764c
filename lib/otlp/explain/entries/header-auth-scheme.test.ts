import { expect, test } from "vitest";
import { all, refusal, shape, told } from "#lib/otlp/explain/testing/facts";

const challenged = (challenge: string) => ({ status: 401, headers: { "www-authenticate": challenge } });
const bare = shape({ isBare: true, scheme: null });

test("C11 Bearer twice or with a colon can never be right", () => {
  for (const form of [shape({ isBearerTwice: true }), shape({ isBearerColon: true, scheme: null })]) {
    expect(told(refusal(form, { status: 401 }))).toEqual([`header.auth_scheme certain ${all}: Write Bearer once`]);
  }
});

test("C11 no scheme: likely; certain where the server names one, and Bearer is added where it is that", () => {
  expect(told(refusal(bare, { status: 401 }))[0]).toBe(`header.auth_scheme likely ${all}: Add Bearer`);
  expect(told(refusal(bare, challenged("Bearer")))).toEqual([`header.auth_scheme certain ${all}: Add Bearer`]);
  expect(told(refusal(bare, challenged('Basic realm="x"')))).toEqual([`header.auth_scheme certain ${all}: no fix`]);
});

test("C11 no scheme is right where the vendor wants the key alone", () => {
  const known = refusal(bare, { status: 401 }, { host: "logfire-us.pydantic.dev" });
  expect(told(known).join()).not.toContain("header.auth_scheme");
});

test("C11 another scheme: one sign is likely, two are certain, none is no word", () => {
  const first = (form: ReturnType<typeof shape>, answered: object) =>
    told(refusal(form, { status: 401, ...answered }))[0];
  expect(first(shape(), challenged("Basic"))).toBe(`header.auth_scheme likely ${all}: no fix`);
  expect(first(shape(), { body: "unsupported authentication scheme" })).toBe(
    `header.auth_scheme likely ${all}: no fix`,
  );
  expect(first(shape(), { ...challenged("Basic"), body: "this scheme is not supported" })).toBe(
    `header.auth_scheme certain ${all}: no fix`,
  );
  expect(first(shape(), challenged('Basic realm="x", Bearer realm="y"'))).toContain("auth.missing_or_invalid");
  expect(first(shape(), { body: "invalid authentication credentials" })).toContain("auth.missing_or_invalid");
});
