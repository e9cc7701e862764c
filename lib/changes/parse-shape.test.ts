import { expect, test } from "vitest";
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
