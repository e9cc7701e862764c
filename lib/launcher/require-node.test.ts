import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { expect, test } from "vitest";

const script = "./require-node.cjs";
const { complaint } = createRequire(import.meta.url)(script);

test("Node 24 and newer pass in silence", () => {
  for (const version of ["24.0.0", "24.21.0", "26.1.0", "100.0.0"]) expect(complaint(version)).toBeNull();
  const path = createRequire(import.meta.url).resolve(script);
  expect(execFileSync(process.execPath, [path], { encoding: "utf8" })).toBe("");
});

test.each(["10.24.1", "18.20.0", "20.20.2", "22.19.0"])("Node %s is told in one line what to do", (version) => {
  const line = complaint(version);
  expect(line).toContain(`this is Node ${version}`);
  expect(line).toContain("npm ci");
  expect(line).not.toContain("\n");
});
