// Who comes in through the provider, as whom and as what: on a whole instance with each database, beside a real provider.
import { beforeEach, describe, expect, test } from "vitest";
import { findSession } from "#lib/auth/identity";
import { type OidcServer, signInAtProvider } from "#lib/auth/testing/oidc-server";
import { invitePerson, listPeople } from "#lib/changes/people";
import type { Instance } from "#lib/changes/testing/instance";
import {
  ada,
  cookieOf,
  oidcSurroundings,
  refusedAs,
  type Surroundings,
  visitor,
} from "#lib/changes/testing/oidc-surroundings";
import { databaseKinds } from "#lib/db/testing/databases";

let server: OidcServer;
let instance: Instance;
let leave: Surroundings["leave"];
let arrive: Surroundings["arrive"];
let signIn: Surroundings["signIn"];

async function audit() {
  const rows = await instance.runtime.database.kysely
    .selectFrom("audit")
    .select(["actorName", "action", "nounName", "detail"])
    .where("action", "not in", ["setup.link", "session.refused"])
    .orderBy("id")
    .execute();
  return rows.map(({ actorName, action, nounName, detail }) => [
    actorName,
    action,
    nounName,
    JSON.parse(detail ?? "null"),
  ]);
}

/** With a password, as a link makes them. */
async function insertPerson(email: string, role = "viewer", deactivatedAt: string | null = null) {
  const { kysely, kind } = instance.runtime.database;
  const at = kind === "postgres" ? new Date() : new Date().toISOString();
  const emailVerified = kind === "postgres" ? false : 0;
  const times = { createdAt: at, updatedAt: at };
  const person = { id: `id of ${email}`, name: email, email, emailVerified, image: null, role, deactivatedAt };
  await kysely
    .insertInto("user")
    .values({ ...person, lastSeenAt: null, ...times } as never)
    .execute();
  const account = { id: `way of ${email}`, accountId: person.id, providerId: "credential", userId: person.id };
  await kysely
    .insertInto("account")
    .values({ ...account, password: "hash", ...times })
    .execute();
}

describe.each(databaseKinds)("the person, on %s", { timeout: 60_000 }, (kind) => {
  beforeEach(async () => {
    ({ server, instance, leave, arrive, signIn } = await oidcSurroundings({ kind }));
  });

  test("is made at the first sign-in, without a password, and found by issuer and subject at the next", async () => {
    expect(await signIn("ada", { next: "/audit?who=ada" })).toMatchObject({
      location: "/audit?who=ada",
      user: { email: "ada@example.com", role: "admin" },
    });
    server.people.ada = { ...ada, email: "ada@elsewhere.example" };
    expect((await signIn()).user).toMatchObject({ email: "ada@example.com", role: "admin" });
    const accounts = await instance.runtime.database.kysely.selectFrom("account").selectAll().execute();
    expect(accounts).toMatchObject([{ providerId: "oidc", accountId: `${server.issuer} ada`, password: null }]);
    expect(await audit()).toEqual([
      ["OIDC", "person.create", "ada@example.com", { by: "oidc", role: "admin" }],
      ["ada@example.com", "session.create", "ada@example.com", { by: "oidc" }],
      ["ada@example.com", "session.create", "ada@example.com", { by: "oidc" }],
    ]);
  });

  test("gets the role of their groups at every sign-in, the highest that fits", async () => {
    await insertPerson("root@example.com", "admin");
    const roleWith = async (groups: string[]) => {
      server.people.ada = { ...ada, groups };
      return (await signIn()).user?.role;
    };
    expect(await roleWith(["staff"])).toBe("viewer");
    expect(await roleWith(["sre", "staff"])).toBe("editor");
    expect(await roleWith(["staff", "sre", "platform"])).toBe("admin");
    expect(await roleWith(["staff"])).toBe("viewer");
    expect((await audit()).filter(([, action]) => action === "person.role")).toEqual([
      ["OIDC", "person.role", "ada@example.com", { from: "viewer", to: "editor", sessions: 1 }],
      ["OIDC", "person.role", "ada@example.com", { from: "editor", to: "admin", sessions: 1 }],
      ["OIDC", "person.role", "ada@example.com", { from: "admin", to: "viewer", sessions: 1 }],
    ]);
  });

  test("keeps admin where no other active admin is left", async () => {
    await insertPerson("former@example.com", "admin", "2026-01-01T00:00:00.000Z");
    await signIn();
    server.people.ada = { ...ada, groups: ["staff"] };
    expect((await signIn()).user).toMatchObject({ role: "admin" });
    await insertPerson("root@example.com", "admin");
    expect((await signIn()).user).toMatchObject({ role: "viewer" });
  });

  test("who lost every group is signed out where they were signed in before, which is told", async () => {
    await insertPerson("root@example.com", "admin");
    const before = await signIn("ada");
    const cookie = cookieOf(before.setCookie);
    expect(await findSession(instance.runtime, visitor(cookie).headers)).not.toBeNull();
    server.people.ada = { ...ada, groups: [] };
    expect(await signIn("ada")).toMatchObject(refusedAs("no_group"));
    expect(await findSession(instance.runtime, visitor(cookie).headers)).toBeNull();
    expect((await audit()).at(-1)).toEqual([
      "OIDC",
      "person.sign_out",
      "ada@example.com",
      { sessions: 1, reason: "no group" },
    ]);
  });

  test("two admins whose groups end at once leave one", async () => {
    server.people.eve = { ...ada, email: "eve@example.com" };
    await signIn("ada");
    await signIn("eve");
    for (const login of ["ada", "eve"]) server.people[login] = { ...server.people[login], groups: ["staff"] };
    const both = await Promise.all([signIn("ada"), signIn("eve")]);
    expect(both.map(({ user }) => user?.role).sort()).toEqual(["admin", "viewer"]);
  });

  test("is linked to the account with their verified email, which is told", async () => {
    await insertPerson("ada@example.com", "viewer");
    expect((await signIn()).user).toMatchObject({ id: "id of ada@example.com", role: "admin" });
    expect((await audit()).map(([, action]) => action)).toEqual(["person.link", "person.role", "session.create"]);
  });

  test.each([
    [false, "email_unverified"],
    ["false", "email_unverified"],
    [undefined, "email_taken"],
  ])("with email_verified %j does not get the account of that email", async (email_verified, refusal) => {
    await insertPerson("ada@example.com", "viewer");
    server.people.ada = { ...ada, email_verified };
    expect(await signIn()).toMatchObject(refusedAs(refusal));
    expect(await audit()).toEqual([]);
  });

  test("nobody waits under somebody else's address: unverified makes no account, and one of which nothing was said is nobody's but its maker's", async () => {
    await insertPerson("root@example.com", "admin");
    server.people.mallory = { ...ada, email: "eve@example.com", email_verified: false, groups: ["staff"] };
    expect(await signIn("mallory")).toMatchObject(refusedAs("email_unverified"));
    expect((await audit()).length).toBe(0);
    server.people.mallory = { email: ada.email, groups: ["staff"] };
    const waiting = await signIn("mallory");
    expect(waiting.user).toMatchObject({ email: "ada@example.com", role: "viewer" });
    expect(await signIn("ada")).toMatchObject(refusedAs("email_taken"));
    const after = await findSession(instance.runtime, visitor(cookieOf(waiting.setCookie)).headers);
    expect(after?.user.role).toBe("viewer");
    const refused = await instance.runtime.database.kysely
      .selectFrom("audit")
      .select(["nounName", "detail"])
      .where("action", "=", "session.refused")
      .execute();
    expect(refused.at(-1)).toMatchObject({
      nounName: "ada@example.com",
      detail: expect.stringContaining("OIDC: email_taken"),
    });
  });

  test("who is invited keeps the invitation: an address of which nothing is said does not spend it", async () => {
    await insertPerson("root@example.com", "admin");
    const { runtime } = instance;
    const by = { kind: "system" as const, id: null, name: "test" };
    expect(await invitePerson(runtime, by, { email: "ada@example.com", role: "admin" })).toMatchObject({ ok: true });
    server.people.mallory = { email: ada.email, groups: ["staff"] };
    expect(await signIn("mallory")).toMatchObject(refusedAs("email_taken"));
    expect(await listPeople(runtime)).toHaveLength(2);
    expect((await signIn("ada")).user).toMatchObject({ email: "ada@example.com", role: "admin" });
  });

  test("being linked, or given another role, ends what was open in this account before", async () => {
    await insertPerson("ada@example.com", "viewer");
    const { kysely, kind: is } = instance.runtime.database;
    const at = (ms: number) => {
      const moment = new Date(instance.runtime.now().getTime() + ms);
      return is === "postgres" ? moment : moment.toISOString();
    };
    const session = {
      id: "before",
      token: "before",
      userId: "id of ada@example.com",
      ipAddress: null,
      userAgent: null,
    };
    await kysely
      .insertInto("session")
      .values({ ...session, createdAt: at(0), updatedAt: at(0), expiresAt: at(3600_000) })
      .execute();
    server.people.ada = { ...ada, groups: ["staff"] };
    const linked = await signIn();
    expect(linked.user).toMatchObject({ id: "id of ada@example.com", role: "viewer" });
    expect((await kysely.selectFrom("session").select("id").execute()).map(({ id }) => id)).not.toContain("before");
    server.people.ada = { ...ada };
    expect((await signIn()).user).toMatchObject({ role: "admin" });
    expect(await findSession(instance.runtime, visitor(cookieOf(linked.setCookie)).headers)).toBeNull();
  });

  test("is refused when deactivated, known by subject or by email", async () => {
    await insertPerson("root@example.com", "admin");
    await signIn();
    const at = "2026-01-01T00:00:00.000Z";
    await instance.runtime.database.kysely.updateTable("user").set({ deactivatedAt: at }).execute();
    expect(await signIn()).toMatchObject(refusedAs("deactivated"));
    server.people.eve = { ...ada, email: "root@example.com" };
    expect(await signIn("eve")).toMatchObject(refusedAs("deactivated"));
  });

  test("is refused without a group that fits, without an email, and as a first account that is no admin's", async () => {
    server.people.ada = { ...ada, groups: ["sales"] };
    expect(await signIn()).toMatchObject(refusedAs("no_group"));
    server.people.ada = { ...ada, groups: ["staff"] };
    expect(await signIn()).toMatchObject(refusedAs("first_admin"));
    server.people.ada = { groups: ["platform"] };
    expect(await signIn()).toMatchObject(refusedAs("no_email"));
    expect(await instance.runtime.accounts.exist()).toBe(false);
    expect(await audit()).toEqual([]);
  });

  test("who was signed in as somebody else in this browser is so no longer", async () => {
    const first = await signIn();
    server.people.eve = { ...ada, email: "eve@example.com" };
    const { url, cookie } = await leave();
    const back = new URL(await signInAtProvider(url, "eve"));
    const second = await arrive(back, `${cookie}; ${cookieOf(first.setCookie)}`);
    expect(second.user?.email).toBe("eve@example.com");
    expect(await findSession(instance.runtime, visitor(cookieOf(first.setCookie)).headers)).toBeNull();
    expect((await audit()).at(-1)).toEqual(["ada@example.com", "session.replace", "ada@example.com", null]);
  });
});
