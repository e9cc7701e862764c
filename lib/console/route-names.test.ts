import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readRouteTemplates, routeNames } from "#lib/console/route-names";

const name = routeNames([
  "/api/v1/[...path]",
  "/api/v1/destinations/[id]",
  "/api/v1/destinations/[id]/probe",
  "/destinations/[id]",
  "/destinations/new",
  "/_not-found",
  "/",
]);

test.each([
  ["/", "/"],
  ["/?next=/x", "/"],
  ["/destinations/new", "/destinations/new"],
  ["/destinations/0d5a?tab=health", "/destinations/[id]"],
  ["/api/v1/destinations/0d5a/probe", "/api/v1/destinations/[id]/probe"],
  ["/api/v1/nothing/of/this", "/api/v1/[...path]"],
  ["/_next/static/chunks/0abc.js", "/_next/static"],
])("a request is named by its route: %s is %s", (path, route) => {
  expect(name(path)).toBe(route);
});

test.each(["/destinations", "/destinations/", "/destinations/a/b", "/_not-found", "//", "", "/api/v1", "*"])(
  "what no route answers makes no name of its own: %s",
  (path) => {
    expect(name(path)).toBe("unknown");
  },
);

test("the names are those of the build; without one there are none", async () => {
  const root = mkdtempSync(join(tmpdir(), "outspan-routes-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  expect(await readRouteTemplates(root)).toEqual([]);
  mkdirSync(join(root, ".next"));
  writeFileSync(join(root, ".next/app-path-routes-manifest.json"), '{"/(console)/a/[id]/page":"/a/[id]"}');
  expect(await readRouteTemplates(root)).toEqual(["/a/[id]"]);
});
