import { expect, test } from "vitest";
import * as z from "zod";
import { parseShape } from "#lib/changes/parse-shape";
import { Destination } from "#lib/destination/schema";

const fieldsOf = (json: string) => {
  const parsed = parseShape(Destination, JSON.parse(json));
  return parsed.ok ? null : parsed.error.fields;
};
const good = '"name":"One","connection":{"transport":"http","endpoint":"http://a"},"signals":{}';

test("an unknown key is told at its own pointer, escaped as RFC 6901 says", () => {
  expect(fieldsOf(`{${good},"a/b~c":1}`)).toEqual({ "/a~1b~0c": ["Unknown key"] });
  expect(
    fieldsOf(
      '{"name":"x","signals":{"traces":{"enabled":true,"x":1}},"connection":{"transport":"http","endpoint":"a"}}',
    ),
  ).toEqual({
    "/signals/traces/x": ["Unknown key"],
  });
});

test("keys that mean something to JavaScript are unknown keys and change no object", () => {
  for (const key of ["__proto__", "constructor", "prototype", "toString"]) {
    expect(fieldsOf(`{${good},"${key}":{"admin":true}}`)).toEqual({ [`/${key}`]: ["Unknown key"] });
    expect(fieldsOf(`{"name":"x","signals":{"${key}":{}}}`)).toEqual({ [`/signals/${key}`]: ["Unknown key"] });
  }
  expect(fieldsOf(`{${good},"labels":{"__proto__":"x"}}`)).toEqual({ "/labels/__proto__": ["Unknown key"] });
  expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
});

test("what is missing is told apart from what is of another type", () => {
  expect(fieldsOf('{"name":5,"signals":null}')).toEqual({
    "/name": ["Must be a text"],
    "/signals": ["Must be an object, and present"],
  });
});

test("no message repeats what was sent", () => {
  const secret = "s3cret-value";
  const sent = `{"name":{"x":"${secret}"},"signals":"${secret}","connection":{"transport":"${secret}","auth":{"type":"${secret}"},"headers":[{"name":"a","value":["${secret}"]}]}}`;
  expect(JSON.stringify(fieldsOf(sent))).not.toContain(secret);
});

test("nesting as deep as a body can hold is refused, not a crash", () => {
  const depth = 200_000;
  const deep: unknown = JSON.parse(`{"name":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  expect(parseShape(Destination, deep)).toMatchObject({ ok: false, error: { code: "invalid" } });
});

test("a body of more values than any noun has is refused before zod sees it, at the list that holds them", () => {
  let looks = 0;
  const schema = z.custom(() => {
    looks += 1;
    return true;
  });
  const many = Array(490_000).fill(0);
  const tooMany = ["Holds more than 10000 values"];
  expect(parseShape(schema, { x: many })).toMatchObject({ ok: false, error: { fields: { "/x": tooMany } } });
  const keys = Object.fromEntries(Array.from({ length: 90_000 }, (_, index) => [`k${index}`, 0]));
  const refused = parseShape(schema, keys);
  expect(refused).toMatchObject({ ok: false, error: { fields: { "": tooMany } } });
  expect(JSON.stringify(refused).length).toBeLessThan(1000);
  expect(looks).toBe(0);
  expect(parseShape(schema, { x: many.slice(0, 9999) }).ok).toBe(true);
});

test("the first twenty wrong places are told, and how many more there are", () => {
  const keys = Array.from({ length: 90 }, (_, index) => `k${index}`);
  const parsed = parseShape(z.strictObject({}), Object.fromEntries(keys.map((key) => [key, 0])));
  expect(parsed.ok ? null : parsed.error).toEqual({
    code: "invalid",
    message: "90 fields are not right: the first 20 are named, and 70 more",
    fields: Object.fromEntries(keys.slice(0, 20).map((key) => [`/${key}`, ["Unknown key"]])),
  });
  const list = parseShape(z.array(z.string()), Array(9000).fill(0));
  expect(Object.keys((list.ok ? null : list.error.fields) ?? {})).toHaveLength(20);
});

test("an answer is short, however long or deep the keys are", () => {
  const long = parseShape(z.strictObject({ a: z.strictObject({}) }), { a: { ["k".repeat(500_000)]: 0 } });
  expect(long).toMatchObject({ ok: false, error: { fields: { "/a": ["Unknown key"] } } });
  const depth = 5000;
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(depth)}{"__proto__":1}${"}".repeat(depth)}`);
  expect(JSON.stringify(parseShape(Destination, deep)).length).toBeLessThan(1000);
});
