import { expect, test } from "vitest";
import { rows } from "#lib/cli/people";
import type { Person } from "#lib/person";

const ada: Person = {
  id: "1",
  email: "ada@example.com",
  role: "admin",
  state: "active",
  since: "2026-11-01T08:00:00.000Z",
  lastSeenAt: "2026-11-21T14:08:12.000Z",
  hasTwoFactor: true,
  hasPassword: true,
  expiresAt: null,
};

test("people list tells how somebody signs in, their second factor, when they were here, and until when an invitation opens", () => {
  const eve: Person = { ...ada, email: "eve@example.com", role: "viewer", hasPassword: false, hasTwoFactor: false };
  const bob: Person = { ...eve, email: "bob@example.com", state: "invited", expiresAt: "2026-11-08T08:00:00.000Z" };
  expect(rows([ada, { ...eve, lastSeenAt: null }, { ...bob, lastSeenAt: null }])).toEqual([
    "email            role    state    since       signs in by             two-factor  last seen",
    "ada@example.com  admin   active   2026-11-01  password                on          2026-11-21T14:08Z",
    "eve@example.com  viewer  active   2026-11-01  provider                off         never",
    "bob@example.com  viewer  invited  2026-11-01  link, until 2026-11-08",
  ]);
  expect(rows([])).toEqual(["There is no account yet."]);
});
