import { expect, test } from "vitest";
import { all, refusal, shape, told } from "#lib/otlp/explain/testing/facts";

const key = shape({ header: "x-key", scheme: null });

test("A03 certain where the vendor documents another header and the refusal is the same without the key", () => {
  const known = refusal(key, { status: 403, body: "no" }, { host: "otlp.nr-data.net" });
  expect(told(known)).toEqual([`auth.wrong_header_name certain ${all}: Send it as api-key`]);
  expect(told({ ...known, anonymous: null })[0]).toBe(`auth.wrong_header_name likely ${all}: Send it as api-key`);
});

test("A03 a value with a scheme in front is not moved", () => {
  const known = refusal(shape(), { status: 401 }, { host: "api.honeycomb.io" });
  expect(told(known)).toEqual([`auth.wrong_header_name certain ${all}: no fix`]);
});

test("A03 is not claimed where the documented header is sent, nor of a host that is nobody's", () => {
  const sent = refusal(shape({ header: "api-key", scheme: null }), { status: 401 }, { host: "otlp.nr-data.net" });
  expect(told(sent).join()).not.toContain("auth.wrong_header_name");
  expect(told(refusal(key, { status: 401 })).join()).not.toContain("auth.wrong_header_name");
});

test("A03 an unknown server's own words are a likelihood; a header that is sent already is none", () => {
  const words = "a header named x-ingest-token is required";
  expect(told(refusal(key, { status: 401, body: words }))[0]).toBe(
    `auth.wrong_header_name likely ${all}: Send it as x-ingest-token`,
  );
  const sent = shape({ header: "x-ingest-token", scheme: null });
  expect(told(refusal(sent, { status: 401, body: words })).join()).not.toContain("auth.wrong_header_name");
});

test("A03 is not claimed where the words speak of a scheme (C11)", () => {
  const body = "Authorization header contains unsupported authorization scheme 'Bearer'. Use 'Api-Token'.";
  expect(told(refusal(shape(), { status: 401, body })).join()).not.toContain("auth.wrong_header_name");
});
