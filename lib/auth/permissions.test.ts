import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { can, keyRoles, permissions, refusal, roleLabel, roleWords, whyNot } from "#lib/auth/permissions";

const root = join(import.meta.dirname, "../..");

test("an admin may do everything, an editor all but people, keys and settings, a viewer reads and keeps their own account, an ingest key nothing", () => {
  const of = (role: (typeof keyRoles)[number]) => permissions.filter((permission) => can(role, permission));
  const reads = permissions.filter((permission) => permission.endsWith(":read") || permission === "account:write");
  expect(of("admin")).toEqual(permissions);
  expect(of("editor")).toEqual([...reads, "destination:write", "secret:write", "probe:run"]);
  expect(of("viewer")).toEqual(reads);
  expect(of("ingest")).toEqual([]);
});

test("a refusal names the role that is needed and the one that is there", () => {
  expect(refusal("viewer", "destination:write")).toMatch(/^Needs the role Editor\. You have the role Viewer\./);
  expect(refusal("editor", "person:write")).toMatch(/^Needs the role Admin\. You have the role Editor\./);
  expect([whyNot("admin", "person:write"), whyNot("viewer", "destination:read")]).toEqual([undefined, undefined]);
  for (const role of keyRoles) expect([roleLabel(role), roleWords[role]]).not.toContain(undefined);
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
  expect(texts.filter((text) => /\brole\s*[!=]==?/.test(text))).toEqual([]);
  for (const permission of permissions) expect(texts.some((text) => text.includes(`"${permission}"`))).toBe(true);
});
