import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findSession, type Identity, identityOf } from "#lib/auth/identity";
import { totpCode, totpStep } from "#lib/auth/totp";
import {
  beginTwoFactor,
  changePassword,
  confirmTwoFactor,
  endOtherSessions,
  endSession,
  endTwoFactor,
  renewRecoveryCodes,
} from "#lib/changes/account";
import { changePerson, invitePerson, listPeople, makeLink, removePerson, resetTwoFactor } from "#lib/changes/people";
import { setPassword, setUp } from "#lib/changes/set-up";
import { signIn } from "#lib/changes/sign-in";
import { type Instance, startInstance } from "#lib/changes/testing/instance";
import { listSessions } from "#lib/db/session";
import { databaseKinds } from "#lib/db/testing/databases";
import { findWrongCodes } from "#lib/db/wrong-code";

const email = "ada@example.com";
const password = "correct horse battery";
const system = { kind: "system" as const, id: null, name: "test" };
const visitor = (cookie?: string) => ({ headers: new Headers(cookie === undefined ? {} : { cookie }), address: null });
const cookieOf = (lines: string[]) => lines.map((line) => line.split(";")[0]).join("; ");

function dataOf<T>(result: { ok: true; data: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
}

// Passwords are hashed for real, some 100 ms of CPU each: a busy machine takes its time.
describe.each(databaseKinds)("on %s", { timeout: 120_000 }, (kind) => {
  let instance: Instance;
  let ada: { cookie: string; identity: Identity };

  const tokenOf = (link: string | null) => new URL(link ?? "").searchParams.get("token") ?? "";
  const enter = async (link: string | null, as: string) => {
    const opened = await setUp(instance.runtime, visitor(), { token: tokenOf(link), email: as, password });
    return who(cookieOf(dataOf(opened).setCookie));
  };
  const who = async (cookie: string) => {
    const session = await findSession(instance.runtime, visitor(cookie).headers);
    if (session === null) throw new Error("No session");
    return { cookie, identity: identityOf(session.user) };
  };
  const join = async (as: string, role: "viewer" | "admin") => {
    const invited = dataOf(await invitePerson(instance.runtime, system, { email: as, role }));
    return enter(invited.link, as);
  };
  const asking = ({ cookie, identity }: typeof ada) => ({
    runtime: instance.runtime,
    identity,
    visitor: visitor(cookie),
  });
  const signInAs = (as: string, given = password, code?: string) =>
    signIn(instance.runtime, visitor(), { email: as, password: given, ...(code !== undefined && { code }) });
  const userOf = (cookie: string) => findSession(instance.runtime, visitor(cookie).headers);
  const rows = () =>
    instance.runtime.database.kysely
      .selectFrom("audit")
      .select(["action", "nounName", "detail"])
      .orderBy("id")
      .execute();
  const setUpTwoFactor = async () => {
    const { key } = dataOf(await beginTwoFactor(asking(ada), { password }));
    const code = (shift: number) => totpCode(key, totpStep(instance.runtime.now()) + shift);
    const { recoveryCodes } = dataOf(await confirmTwoFactor(asking(ada), { code: code(-1) }));
    return { key, code, recoveryCodes };
  };

  beforeEach(async () => {
    instance = await startInstance(kind);
    ada = await enter(instance.runtime.setupLink, email);
  });
  afterEach(() => instance.stop());

  test("the last admin is neither demoted nor deactivated, and two who demote each other at once leave one", async () => {
    const { runtime } = instance;
    const last = { ok: false, error: { code: "conflict", message: expect.stringContaining("is the last admin") } };
    expect(await changePerson(runtime, system, ada.identity.id, { role: "editor" })).toMatchObject(last);
    expect(await removePerson(runtime, system, ada.identity.id)).toMatchObject(last);
    const eve = await join("eve@example.com", "admin");
    const both = await Promise.all([
      changePerson(runtime, system, ada.identity.id, { role: "viewer" }),
      changePerson(runtime, system, eve.identity.id, { active: false }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const left = (await listPeople(runtime)).filter(({ role, state }) => role === "admin" && state === "active");
    expect(left).toHaveLength(1);
  });

  test("who is deactivated is nobody at the next request, cannot sign in, and can again when reactivated", async () => {
    const { runtime } = instance;
    const eve = await join("eve@example.com", "viewer");
    const before = dataOf(await makeLink(runtime, system, eve.identity.id));
    dataOf(await changePerson(runtime, system, eve.identity.id, { active: false }));
    expect(await userOf(eve.cookie)).toBeNull();
    expect(await signInAs("eve@example.com")).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await makeLink(runtime, system, eve.identity.id)).toMatchObject({ ok: false, error: { code: "conflict" } });
    const late = await setPassword(runtime, { token: tokenOf(before.link), password: "another long sentence" });
    expect(late).toMatchObject({ ok: false, error: { code: "forbidden" } });
    dataOf(await changePerson(runtime, system, eve.identity.id, { active: true }));
    expect(await signInAs("eve@example.com")).toMatchObject({ ok: true });
    expect((await rows()).find(({ action }) => action === "person.deactivate")?.detail).toBe('{"sessions":1}');
  });

  test("a session that was being opened while its person was deactivated is nobody's either", async () => {
    const eve = await join("eve@example.com", "viewer");
    const { kysely } = instance.runtime.database;
    await kysely
      .updateTable("user")
      .set({ deactivatedAt: "2026-01-01T00:00:00.000Z" })
      .where("id", "=", eve.identity.id)
      .execute();
    expect(await userOf(eve.cookie)).toBeNull();
  });

  test("an invitation gets another role, a new link under the same name, and is withdrawn", async () => {
    const { runtime } = instance;
    const { id, link } = dataOf(await invitePerson(runtime, system, { email: "eve@example.com", role: "viewer" }));
    expect(dataOf(await changePerson(runtime, system, id, { role: "editor" }))).toMatchObject({
      role: "editor",
      state: "invited",
    });
    const fresh = dataOf(await makeLink(runtime, system, id));
    expect(fresh.kind).toBe("invitation");
    const old = await setUp(runtime, visitor(), { token: tokenOf(link), email: "", password });
    expect(old).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect((await listPeople(runtime)).at(-1)).toMatchObject({ id, state: "invited", role: "editor" });
    dataOf(await removePerson(runtime, system, id));
    const gone = await setUp(runtime, visitor(), { token: tokenOf(fresh.link), email: "", password });
    expect(gone).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await removePerson(runtime, system, id)).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  test("a changed password ends every session but leaves this browser a new one; the present one is asked for", async () => {
    const second = await who(cookieOf(dataOf(await signInAs(email)).setCookie));
    const wrong = await changePassword(asking(ada), { current: "not the password", password: "a new long sentence" });
    expect(wrong).toMatchObject({
      ok: false,
      error: { code: "invalid", fields: { "/current": [expect.any(String)] } },
    });
    const changed = dataOf(await changePassword(asking(ada), { current: password, password: "a new long sentence" }));
    expect([await userOf(ada.cookie), await userOf(second.cookie)]).toEqual([null, null]);
    expect(await userOf(cookieOf(changed.setCookie))).not.toBeNull();
    expect(await signInAs(email)).toMatchObject({ ok: false });
    expect(await signInAs(email, "a new long sentence")).toMatchObject({ ok: true });
  });

  test("guesses at the present password wait for this session alone; strangers' guesses elsewhere do not disturb it", async () => {
    const guess = () => changePassword(asking(ada), { current: "not the password", password: "a new long sentence" });
    for (let times = 0; times < 4; times++) await guess();
    expect(await guess()).toMatchObject({ ok: false, error: { code: "rate_limited" } });
    const second = await who(cookieOf(dataOf(await signInAs(email)).setCookie));
    for (let times = 0; times < 5; times++) await signInAs(email, "not the password");
    expect(await signInAs(email)).toMatchObject({ ok: false, error: { code: "rate_limited" } });
    dataOf(await changePassword(asking(second), { current: password, password: "a new long sentence" }));
  });

  test("a link to a new password works once, ends every session, and signs nobody in", async () => {
    const { link } = dataOf(await makeLink(instance.runtime, system, ada.identity.id));
    const token = tokenOf(link);
    expect(await setUp(instance.runtime, visitor(), { token, email, password })).toMatchObject({ ok: false });
    dataOf(await setPassword(instance.runtime, { token, password: "a new long sentence" }));
    expect(await userOf(ada.cookie)).toBeNull();
    expect(await setPassword(instance.runtime, { token, password: "a third long sentence" })).toMatchObject({
      ok: false,
    });
    expect(await signInAs(email, "a new long sentence")).toMatchObject({ ok: true });
  });

  test("one ends one's own sessions, another's are not found, and a key has none", async () => {
    const { runtime } = instance;
    const eve = await join("eve@example.com", "viewer");
    const [own] = await listSessions(runtime.database, ada.identity.id, runtime.now());
    expect(await endSession(asking(eve), own?.id ?? "")).toMatchObject({ ok: false, error: { code: "not_found" } });
    dataOf(await signInAs(email));
    dataOf(await signInAs(email));
    expect(await endOtherSessions(asking(ada))).toEqual({ ok: true, data: { ended: 2 } });
    expect(await userOf(ada.cookie)).not.toBeNull();
    dataOf(await endSession(asking(ada), own?.id ?? ""));
    expect(await userOf(ada.cookie)).toBeNull();
    const key: Identity = { kind: "key", id: "k", name: "k", role: "admin" };
    expect(await endSession({ runtime, identity: key }, "x")).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
    expect(await beginTwoFactor({ ...asking(ada), identity: key }, { password })).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
  });

  test("a session ends at its absolute end, however much it is used", async () => {
    const { kysely, kind: is } = instance.runtime.database;
    const at = new Date(instance.runtime.now().getTime() - 1000);
    await kysely
      .updateTable("session")
      .set({ expiresAt: is === "postgres" ? at : at.toISOString() })
      .execute();
    expect(await userOf(ada.cookie)).toBeNull();
  });

  test("two-factor: no session without a code, each code once, no code of the past; wrong ones slow down, and a right password forgives none", async () => {
    const { code } = await setUpTwoFactor();
    expect(await signInAs(email)).toEqual({ ok: true, data: { needsCode: true, setCookie: [] } });
    const refused = { ok: false, error: { code: "unauthenticated" } };
    expect(await signInAs(email, password, code(-1)), "used at the set-up").toMatchObject(refused);
    expect(await signInAs(email, password, code(0))).toMatchObject({ ok: true, data: { needsCode: false } });
    expect(await signInAs(email, password, code(0)), "used").toMatchObject(refused);
    const twice = await Promise.all([1, 2].map(() => signInAs(email, password, code(1))));
    expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
    for (let times = 0; times < 4; times++) {
      await signInAs(email);
      await signInAs(email, password, "000000");
    }
    expect(await signInAs(email)).toMatchObject({ ok: false, error: { code: "rate_limited" } });
  });

  test("wrong codes: from the tenth in a row the wait grows to half an hour, but not where this person was before; it stays told until there is another password", async () => {
    const { code } = await setUpTwoFactor();
    const { runtime } = instance;
    const wrongFrom = (address: string) =>
      signIn(runtime, { headers: new Headers(), address }, { email, password, code: "000000" });
    for (let guess = 1; guess <= 10; guess++) await wrongFrom(`192.0.2.${guess}`);
    const told = (await rows()).filter(({ action }) => action === "person.wrong_codes");
    expect(told).toEqual([{ action: "person.wrong_codes", nounName: email, detail: '{"count":10}' }]);
    await runtime.database.kysely.updateTable("twoFactor").set({ wrongCodes: 40 }).execute();
    const waiting = await signIn(runtime, visitor(), { email, password, code: code(0) });
    expect(waiting).toMatchObject({ ok: false, error: { code: "rate_limited", retryAfterSeconds: 1800 } });
    const opened = await signIn(runtime, visitor(ada.cookie), { email, password, code: code(0) });
    ada = await who(cookieOf(dataOf(opened).setCookie));
    expect(await findWrongCodes(runtime.database, ada.identity.id)).toMatchObject({ count: 40 });
    const next = { current: password, password: "a new long sentence", code: code(1) };
    dataOf(await changePassword(asking(ada), next));
    expect(await findWrongCodes(runtime.database, ada.identity.id)).toBeNull();
  });

  test("a right code forgets what was mistyped before", async () => {
    const { code } = await setUpTwoFactor();
    for (let times = 0; times < 3; times++) await signInAs(email, password, "000000");
    dataOf(await signInAs(email, password, code(0)));
    const row = await instance.runtime.database.kysely.selectFrom("twoFactor").selectAll().executeTakeFirst();
    expect(row).toMatchObject({ wrongCodes: 0, wrongSince: null, wrongAt: null });
  });

  test("a recovery code signs in once; new ones make the old worthless; off asks for password and code", async () => {
    const { code, recoveryCodes, key } = await setUpTwoFactor();
    const [first = "", second = ""] = recoveryCodes;
    expect(await signInAs(email, password, first.toUpperCase())).toMatchObject({ ok: true });
    expect(await signInAs(email, password, first)).toMatchObject({ ok: false });
    const fresh = dataOf(await renewRecoveryCodes(asking(ada), { password, code: code(0) })).recoveryCodes;
    expect(await signInAs(email, password, second)).toMatchObject({ ok: false });
    const text = await instance.dump();
    for (const secret of [key, ...recoveryCodes, ...fresh]) expect(text).not.toContain(secret);
    const wrong = await endTwoFactor(asking(ada), { password, code: "000000" });
    expect(wrong).toMatchObject({ ok: false, error: { fields: { "/code": [expect.any(String)] } } });
    dataOf(await endTwoFactor(asking(ada), { password, code: code(1) }));
    expect(await signInAs(email)).toMatchObject({ ok: true, data: { needsCode: false } });
  });

  test("an admin turns off another's second factor; what is being set up is not asked for", async () => {
    dataOf(await beginTwoFactor(asking(ada), { password }));
    expect(await signInAs(email)).toMatchObject({ ok: true, data: { needsCode: false } });
    await setUpTwoFactor();
    expect(await beginTwoFactor(asking(ada), { password })).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(dataOf(await resetTwoFactor(instance.runtime, system, ada.identity.id)).hasTwoFactor).toBe(false);
    expect(await signInAs(email)).toMatchObject({ ok: true, data: { needsCode: false } });
  });

  test("a refused sign-in is in the audit: the name where it is an account's, how many, never what was typed", async () => {
    for (const as of [email, email, "hunter2 hunter2"]) await signInAs(as, "not the password");
    const refused = (await rows()).filter(({ action }) => action === "session.refused");
    expect(refused.map(({ nounName }) => nounName)).toEqual([email, null]);
    expect(refused[0]?.detail).toContain('"count":1');
    expect(JSON.stringify(await rows())).not.toContain("hunter2");
  });

  test("a wrong present password is no refused sign-in in the audit, but told as what it is", async () => {
    await changePassword(asking(ada), { current: "not the password", password: "a new long sentence" });
    const refused = (await rows()).filter(({ action }) => action.endsWith(".refused"));
    expect(refused.map(({ action, nounName }) => [action, nounName])).toEqual([["account.refused", email]]);
  });
});
