import { expect, test } from "vitest";
import { changedFields } from "#lib/changes/changed-fields";

test("what is equal is not told, however deep", () => {
  const value = { a: 1, b: { c: [1, { d: null }] } };
  expect(changedFields(value, structuredClone(value))).toEqual([]);
});

test("a change is told at its leaf, an added or removed part at each of its leaves", () => {
  const before = { name: "One", connection: { endpoint: "a", tls: { ca: "x", serverName: "y" } }, labels: { a: "1" } };
  const after = { name: "Two", connection: { endpoint: "a", headers: [{ name: "n", value: "v" }] }, labels: {} };
  expect(changedFields(before, after).sort()).toEqual([
    "/connection/headers/0/name",
    "/connection/headers/0/value",
    "/connection/tls/ca",
    "/connection/tls/serverName",
    "/labels/a",
    "/name",
  ]);
});

test("a part that becomes something of another kind is told as one", () => {
  expect(changedFields({ a: { b: 1 } }, { a: "text" })).toEqual(["/a"]);
  expect(changedFields({ a: "text" }, { a: { b: 1 } })).toEqual(["/a"]);
  expect(changedFields({ a: {} }, {})).toEqual(["/a"]);
  expect(changedFields({ a: null }, {})).toEqual(["/a"]);
});

test("keys are JSON Pointers: slash and tilde are escaped, and a key of every object is a key like any other", () => {
  expect(changedFields({}, { labels: { "a/b~c": "1" } })).toEqual(["/labels/a~1b~0c"]);
  expect(changedFields({}, JSON.parse('{"toString":1,"constructor":{"a":1}}'))).toEqual([
    "/toString",
    "/constructor/a",
  ]);
});

test("where, never what: no value is told", () => {
  const fields = changedFields({ token: "old-secret" }, { token: "new-secret", headers: [{ value: "s3cret" }] });
  expect(fields).toEqual(["/token", "/headers/0/value"]);
});

test("more than 100 changes are summed up by where they begin", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, "x"]));
  expect(changedFields({}, { labels: many(100) })).toHaveLength(100);
  expect(changedFields({ name: "a" }, { name: "b", labels: many(100) })).toEqual(["/name", "/labels"]);
  expect(changedFields({}, many(500))).toHaveLength(100);
});
