import { expect, test } from "vitest";
import { localPath } from "#lib/auth/local-path";

test.each([
  "//host/x",
  "/\\host",
  "/..//host/x",
  "/../..//host",
  "/.//host",
  "/././/host",
  "/%2e//host",
  "/%2E%2e//host",
  "/.%2e//host",
  "/a/..//host",
  "/a/../..//host",
  "/a/.././/host",
  "/../\\host",
  "/.\t//host",
  "/\t/host",
  "/\n/host",
  "https://host/",
  "javascript:alert(1)",
  "host",
  "",
  " /x",
])("%j leads to no other site", (text) => {
  expect(localPath(text)).toBeNull();
});

test("a path of this site stays, with its query", () => {
  expect(localPath("/destinations/1?tab=health&next=//x")).toBe("/destinations/1?tab=health&next=//x");
  expect(localPath("/a/../destinations")).toBe("/destinations");
  expect(localPath("/destinations//x")).toBe("/destinations//x");
  expect(localPath("/@host")).toBe("/@host");
  expect(localPath(null)).toBeNull();
});
