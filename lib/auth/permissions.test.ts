import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { can, type Permission, refusal, roleLabel } from "#lib/auth/permissions";

const root = join(import.meta.dirname, "../..");
const permissions: Permission[] = [
  "destination:read",
  "destination:write",
  "probe:run",
  "settings:read",
  "settings:write",
];

test("an admin may do everything, a viewer reads", () => {
  expect(permissions.filter((permission) => can("admin", permission))).toEqual(permissions);
  expect(permissions.filter((permission) => can("viewer", permission))).toEqual(["destination:read", "settings:read"]);
});

test("a refusal names the role that is needed and the one that is there", () => {
  expect(refusal("viewer")).toMatch(/^Needs the role Admin\. You are signed in as Viewer/);
  expect([roleLabel("admin"), roleLabel("viewer")]).toEqual(["Admin", "Viewer"]);
});

/** What pages, components and doors are made of. */
function sources(): string[] {
  return ["app", "components", "lib/actions", "lib/api", "lib/queries"].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((name) => /(?<!\.test)\.tsx?$/.test(name) && !name.includes("testing"))
      .map((name) => readFileSync(join(root, room, name), "utf8")),
  );
}

test("who may do what stands here alone: nothing compares roles, and no permission is there that nobody asks for", () => {
  const texts = sources();
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((text) => /role\s*[!=]==?/.test(text))).toEqual([]);
  for (const permission of permissions) expect(texts.some((text) => text.includes(`"${permission}"`))).toBe(true);
});
