// One-time links and what an open session may not do with them: whose they are, how long they open, what spends them.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findSession, type Identity, identityOf } from "#lib/auth/identity";
import { hashToken } from "#lib/auth/one-time-token";
import { totpCode, totpStep } from "#lib/auth/totp";
import { beginTwoFactor, changePassword, confirmTwoFactor } from "#lib/changes/account";
import { changePerson, invitePerson, makeLink, readPerson, resetTwoFactor } from "#lib/changes/people";
import { setPassword, setUp } from "#lib/changes/set-up";
import { type Instance, startInstance } from "#lib/changes/testing/instance";
import { databaseKinds } from "#lib/db/testing/databases";
import { replaceRecoveryCodes } from "#lib/db/two-factor";
import { createUserWithToken } from "#lib/db/user";

const email = "ada@example.com";
const password = "correct horse battery";
const system = { kind: "system" as const, id: null, name: "test" };
const visitor = (cookie?: string) => ({ headers: new Headers(cookie === undefined ? {} : { cookie }), address: null });
const tokenOf = (link: string | null) => new URL(link ?? "").searchParams.get("token") ?? "";

function dataOf<T>(result: { ok: true; data: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
}

// Passwords are hashed for real, some 100 ms of CPU each: a busy machine takes its time.
describe.each(databaseKinds)("on %s", { timeout: 120_000 }, (kind) => {
  let instance: Instance;
  let ada: { cookie: string; identity: Identity };

  const enter = async (link: string | null, as: string) => {
    const opened = dataOf(await setUp(instance.runtime, visitor(), { token: tokenOf(link), email: as, password }));
    const cookie = opened.setCookie.map((line) => line.split(";")[0]).join("; ");
    const session = await findSession(instance.runtime, visitor(cookie).headers);
    if (session === null) throw new Error("No session");
    return { cookie, identity: identityOf(session.user) };
  };
  const asking = () => ({ runtime: instance.runtime, identity: ada.identity, visitor: visitor(ada.cookie) });
  const actor = () => ({ kind: ada.identity.kind, id: ada.identity.id, name: ada.identity.name });
  const setUpTwoFactor = async () => {
    const { key } = dataOf(await beginTwoFactor(asking(), { password }));
    dataOf(await confirmTwoFactor(asking(), { code: totpCode(key, totpStep(instance.runtime.now())) }));
  };
  const openTokens = () =>
    instance.runtime.database.kysely.selectFrom("token").select("hash").where("usedAt", "is", null).execute();

  beforeEach(async () => {
    instance = await startInstance(kind);
    ada = await enter(instance.runtime.setupLink, email);
  });
  afterEach(() => instance.stop());

  test("an admin's open session gets no link to its own password and turns off no second factor of its own: those ask for the password", async () => {
    const { runtime } = instance;
    const refused = { ok: false, error: { code: "conflict", message: expect.stringContaining("your own account") } };
    expect(await makeLink(runtime, actor(), ada.identity.id)).toMatchObject(refused);
    expect(await openTokens()).toEqual([]);
    await setUpTwoFactor();
    expect(await resetTwoFactor(runtime, actor(), ada.identity.id)).toMatchObject(refused);
    expect(dataOf(await readPerson(runtime, ada.identity.id)).hasTwoFactor).toBe(true);
    // The command line may: it is for the day on which nobody can sign in any more.
    expect((await makeLink(runtime, system, ada.identity.id)).ok).toBe(true);
    expect((await resetTwoFactor(runtime, system, ada.identity.id)).ok).toBe(true);
  });

  test("a link to a new password ends with the password that it was made for", async () => {
    const { link } = dataOf(await makeLink(instance.runtime, system, ada.identity.id));
    dataOf(await changePassword(asking(), { current: password, password: "a new long sentence" }));
    const late = await setPassword(instance.runtime, { token: tokenOf(link), password: "a third long sentence" });
    expect(late).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await openTokens()).toEqual([]);
  });

  test("a link that could do nothing is not spent", async () => {
    const { runtime } = instance;
    const { link } = dataOf(await invitePerson(runtime, system, { email: "eve@example.com", role: "viewer" }));
    // Somebody took the address in the moment between: written past the change that would have ended the link.
    const { kysely } = runtime.database;
    await kysely.updateTable("user").set({ email: "eve@example.com" }).where("id", "=", ada.identity.id).execute();
    const hash = hashToken(tokenOf(link));
    const account = { email: "eve@example.com", passwordHash: "x" };
    const taken = await createUserWithToken(runtime.database, () => system, hash, account, runtime.now());
    expect(taken).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await openTokens()).toEqual([{ hash }]);
    await kysely.updateTable("user").set({ email }).where("id", "=", ada.identity.id).execute();
    expect((await createUserWithToken(runtime.database, () => system, hash, account, runtime.now())).ok).toBe(true);
  });

  test("nor is a link to the password of an account that is closed at this moment", async () => {
    const { runtime } = instance;
    const { link } = dataOf(await makeLink(runtime, system, ada.identity.id));
    const close = (deactivatedAt: string | null) =>
      runtime.database.kysely.updateTable("user").set({ deactivatedAt }).where("id", "=", ada.identity.id).execute();
    const next = { token: tokenOf(link), password: "a new long sentence" };
    await close(runtime.now().toISOString());
    expect((await setPassword(runtime, next)).ok).toBe(false);
    await close(null);
    expect((await setPassword(runtime, next)).ok).toBe(true);
  });

  test("of links that are made for one person at once, one opens", async () => {
    const invitation = { email: "eve@example.com", role: "viewer" as const };
    await Promise.all([1, 2, 3, 4, 5].map(() => invitePerson(instance.runtime, system, invitation)));
    expect(await openTokens()).toHaveLength(1);
    await Promise.all([1, 2, 3, 4, 5].map(() => makeLink(instance.runtime, system, ada.identity.id)));
    expect(await openTokens()).toHaveLength(2);
  });

  test("of recovery codes that are drawn at once, those of one draw stay", async () => {
    await setUpTwoFactor();
    const { runtime } = instance;
    const userId = ada.identity.id;
    const draws = ["a", "b", "c", "d"].map((draw) => Array.from({ length: 10 }, (_, index) => `${draw}${index}`));
    const drawn = await Promise.all(
      draws.map((hashes) => replaceRecoveryCodes(runtime.database, actor(), { userId, hashes }, runtime.now())),
    );
    expect(drawn).toEqual([true, true, true, true]);
    const left = await runtime.database.kysely.selectFrom("recoveryCode").select("hash").execute();
    expect(new Set(left.map(({ hash }) => hash[0])).size).toBe(1);
    expect(left).toHaveLength(10);
  });

  test("role and active are changed together or not at all, whoever changes another at the same time", async () => {
    const { runtime } = instance;
    const { link } = dataOf(await invitePerson(runtime, system, { email: "eve@example.com", role: "admin" }));
    const eve = (await enter(link, "eve@example.com")).identity.id;
    for (let round = 0; round < 5; round++) {
      dataOf(await changePerson(runtime, system, ada.identity.id, { role: "admin", active: false }));
      // Eve is the last admin, before and after: never is Ada one in between.
      const [both, demoted] = await Promise.all([
        changePerson(runtime, system, ada.identity.id, { active: true, role: "viewer" }),
        changePerson(runtime, system, eve, { role: "viewer" }),
      ]);
      expect(dataOf(both)).toMatchObject({ state: "active", role: "viewer" });
      expect(demoted).toMatchObject({ ok: false, error: { code: "conflict" } });
    }
  });
});
