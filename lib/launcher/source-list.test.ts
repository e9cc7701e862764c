import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isBuilt, markerPath, sourceList } from "#lib/launcher/source-list";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "outspan-source-"));
  write("app/page.tsx", "page");
  write("lib/result.ts", "result");
  write("package-lock.json", "{}");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function build(): void {
  write(markerPath, sourceList(root));
}

test("without a build there is none; after one there is", () => {
  expect(isBuilt(root)).toBe(false);
  build();
  expect(isBuilt(root)).toBe(true);
});

test.each([
  ["a changed page", "app/page.tsx", "PAGE"],
  ["a new component", "components/ui/Button.tsx", "button"],
  ["a changed lockfile", "package-lock.json", "[]"],
  ["a new picture", "public/logo.svg", "<svg/>"],
])("%s makes the build stale", (_what, path, content) => {
  build();
  write(path, content);
  expect(isBuilt(root)).toBe(false);
});

test.each(["lib/launcher/main.ts", "lib/cli/main.ts", "lib/console/server.ts", "lib/result.test.ts", "README.md"])(
  "%s is no part of a build",
  (path) => {
    build();
    write(path, "changed");
    expect(isBuilt(root)).toBe(true);
  },
);
