import { expect, test } from "vitest";
import { parsePastedHeaders } from "./pasted-headers";

test("a list as the environment variable holds it becomes rows, decoded", () => {
  expect(parsePastedHeaders("api-key=abc,x-scope-orgid=team%201")).toEqual([
    { name: "api-key", value: "abc" },
    { name: "x-scope-orgid", value: "team 1" },
  ]);
});

test("lines become rows, with a colon or an equals sign", () => {
  expect(parsePastedHeaders("Authorization: Bearer x.y\r\napi-key=abc\n")).toEqual([
    { name: "Authorization", value: "Bearer x.y" },
    { name: "api-key", value: "abc" },
  ]);
});

test("a plain value stays a value, also Base64 with its padding, a URL, or a text with commas", () => {
  for (const text of ["abc", "dXNlcjpwYXNz==", "https://host/path", "a, b", "", "Basic dXNlcjpw="]) {
    expect(parsePastedHeaders(text)).toBeNull();
  }
});

test("one line that is no header leaves the whole text alone", () => {
  expect(parsePastedHeaders("api-key=abc\nand then some words")).toBeNull();
});
