import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFix } from "#lib/destination/fix";
import type { Change, Transform } from "#lib/destination/problem";

const fixed = <T>(json: T, ...changes: Change[]) => applyFix(json, { label: "Fix", changes });

describe("a fix", () => {
  test("sets a value and creates the parents", () => {
    const path = "/signals/traces/connection/endpoint";
    expect(fixed({ signals: { traces: { enabled: true } } }, { path, value: "http://h" })).toEqual({
      signals: { traces: { enabled: true, connection: { endpoint: "http://h" } } },
    });
    expect(fixed({}, { path: "/connection/headers/0/name", value: "a" })).toEqual({
      connection: { headers: [{ name: "a" }] },
    });
  });

  test("removes keys and rows, and nothing that is not there", () => {
    const json = { connection: { headers: [{ name: "a" }, { name: "b" }], proxy: "p" } };
    expect(fixed(json, { path: "/connection/headers/0", op: "remove" })).toEqual({
      connection: { headers: [{ name: "b" }], proxy: "p" },
    });
    expect(fixed(json, { path: "/connection/proxy", op: "remove" }).connection).not.toHaveProperty("proxy");
    expect(fixed(json, { path: "/connection/headers/7", op: "remove" }, { path: "/x/y", op: "remove" })).toEqual(json);
  });

  test("leaves what it was given as it was", () => {
    const json = { a: { b: 1 } };
    fixed(json, { path: "/a/b", value: 2 });
    expect(json).toEqual({ a: { b: 1 } });
  });

  test("reads ~1 and ~0 as JSON Pointers do, appends with -", () => {
    expect(fixed({ labels: {} }, { path: "/labels/a~1b~0c", value: "x" })).toEqual({ labels: { "a/b~c": "x" } });
    expect(fixed({ list: [1] }, { path: "/list/-", value: 2 })).toEqual({ list: [1, 2] });
    expect(fixed({ list: [1] }, { path: "/list/5", value: 2 }, { path: "/list/x", value: 2 })).toEqual({ list: [1] });
  });

  test.each(["/__proto__/polluted", "/constructor/prototype/polluted", "/a/__proto__/polluted"])(
    "no pointer reaches a prototype: %s",
    (path) => {
      fixed({ a: {} }, { path, value: true }, { path, op: "remove" });
      expect({}).not.toHaveProperty("polluted");
    },
  );

  test.each<[Transform, string, string]>([
    ["trim", " key\n", "key"],
    ["unquote", '"key"', "key"],
    ["unquote", "“key”", "key"],
    ["percent-decode", "Bearer%20a+b", "Bearer a+b"],
    ["percent-decode", "100%", "100%"],
    ["strip-invisible", "\ufeffke\u200by\u00a0", "key"],
    ["base64-encode", "Basic 123:glc", "Basic MTIzOmdsYw=="],
    ["base64-encode", "ü", "w7w="],
    ["add-bearer", "abc", "Bearer abc"],
    ["once-bearer", "Bearer bearer: abc", "Bearer abc"],
  ])("R3.8 %s of %j is %j", (transform, value, expected) => {
    expect(fixed({ h: { value } }, { path: "/h/value", transform })).toEqual({ h: { value: expected } });
  });

  test("a token field holds no scheme: once-bearer leaves the bare token there", () => {
    expect(fixed({ token: "Bearer abc" }, { path: "/token", transform: "once-bearer" })).toEqual({ token: "abc" });
  });

  test("a transform of a saved secret changes nothing", () => {
    const fix = { label: "Remove the newline", changes: [{ path: "/h/value", transform: "trim" as const }] };
    expect(applyFix({ h: { value: null } }, fix)).toEqual({ h: { value: null } });
  });

  test("never throws, whatever the pointer and the JSON", () => {
    const path = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom("a", "0", "-", "__proto__", "~2", "")).map((steps) => `/${steps.join("/")}`),
    );
    fc.assert(
      fc.property(fc.jsonValue(), path, fc.string(), (json, at, value) => {
        fixed(json, { path: at, value }, { path: at, op: "remove" }, { path: at, transform: "trim" });
        expect({}).toEqual(Object.create(Object.prototype));
      }),
    );
  });
});
