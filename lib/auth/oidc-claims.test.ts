import { expect, test } from "vitest";
import { emailOf, groupsOf, roleFor } from "#lib/auth/oidc-claims";

test.each([
  [{ groups: ["a", "b"] }, "groups", ["a", "b"]],
  [{ groups: "a" }, "groups", ["a"]],
  [{ groups: [] }, "groups", []],
  [{ groups: ["a", 7, null] }, "groups", ["a"]],
  [{ realm_access: { roles: ["a"] } }, "realm_access.roles", ["a"]],
  [{ "https://example.com/groups": ["a"] }, "https://example.com/groups", ["a"]],
  [{ resource_access: { "my.client": { roles: ["a"] } } }, "resource_access.my.client.roles", ["a"]],
  [{ "urn:zitadel:roles": { sre: { "1": "acme" }, ops: {} } }, "urn:zitadel:roles", ["sre", "ops"]],
  [{}, "groups", null],
  [{ groups: 7 }, "groups", null],
  [{ realm_access: null }, "realm_access.roles", null],
  [{}, "constructor.name", null],
])("the groups in %j at %s are %j", (claims, path, groups) => {
  expect(groupsOf(claims, path)).toEqual(groups);
});

test("the first rule that fits is the role; a star fits anybody, and a group named like part of another does not", () => {
  const rules = [
    { role: "admin" as const, group: "platform" },
    { role: "viewer" as const, group: null },
  ];
  expect(roleFor(["platform"], rules)).toBe("admin");
  expect(roleFor(["platform-readers"], rules)).toBe("viewer");
  expect(roleFor([], rules.slice(0, 1))).toBeNull();
});

test.each([
  [
    { email: "Ada@Example.com", email_verified: true },
    { address: "ada@example.com", isVerified: true },
  ],
  [
    { email: "ada@example.com", email_verified: "true" },
    { address: "ada@example.com", isVerified: true },
  ],
  [
    { email: "ada@example.com", email_verified: "yes" },
    { address: "ada@example.com", isVerified: false },
  ],
  [{ email: "ada@example.com" }, { address: "ada@example.com", isVerified: null }],
  [
    { preferred_username: "ada@example.com", email_verified: true },
    { address: "ada@example.com", isVerified: null },
  ],
  [
    { preferred_username: "ada", upn: "ada@example.com" },
    { address: "ada@example.com", isVerified: null },
  ],
  [{ email: "ada@example.com\r\nx: y", email_verified: true }, null],
  [{ email: 7 }, null],
  [{}, null],
])("the email in %j is %j", (claims, email) => {
  expect(emailOf(claims)).toEqual(email);
});
