import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findSession, type Identity, identityOf } from "#lib/auth/identity";
import { totpCode, totpStep } from "#lib/auth/totp";
import { beginTwoFactor, changePassword, confirmTwoFactor, renewRecoveryCodes } from "#lib/changes/account";
import { createKey } from "#lib/changes/key";
import { addPerson, changePerson, invitePerson, makeLink, resetTwoFactor } from "#lib/changes/people";
import { signInAgain } from "#lib/changes/recent-sign-in";
import { setUp } from "#lib/changes/set-up";
import { signIn } from "#lib/changes/sign-in";
import { type Instance, startInstance } from "#lib/changes/testing/instance";
import { databaseKinds } from "#lib/db/testing/databases";

const password = "correct horse battery";
const system = { kind: "system" as const, id: null, name: "test" };
const visitor = (cookie?: string) => ({ headers: new Headers(cookie === undefined ? {} : { cookie }), address: null });
const asked = { ok: false, error: { code: "precondition_required" } };

describe.each(databaseKinds)("on %s", { timeout: 120_000 }, (kind) => {
  let instance: Instance;
  let ada: { cookie: string; identity: Identity };

  const who = async (setCookie: string[]) => {
    const cookie = setCookie.map((line) => line.split(";")[0]).join("; ");
    const session = await findSession(instance.runtime, visitor(cookie).headers);
    if (session === null) throw new Error("No session");
    return { cookie, identity: identityOf(session.user) };
  };
  const enter = async (link: string | null, email: string) => {
    const token = new URL(link ?? "").searchParams.get("token") ?? "";
    const opened = await setUp(instance.runtime, visitor(), { token, email, password });
    if (!opened.ok) throw new Error(opened.error.message);
    return who(opened.data.setCookie);
  };
  const join = async (email: string, role: "editor" | "admin") => {
    const invited = await invitePerson(instance.runtime, system, { email, role });
    return enter(invited.ok ? invited.data.link : null, email);
  };
  const twoFactorOf = async (person: typeof ada) => {
    const { runtime } = instance;
    const own = { runtime, identity: person.identity, visitor: visitor(person.cookie) };
    const begun = await beginTwoFactor(own, { password });
    if (!begun.ok) throw new Error(begun.error.message);
    const code = (shift: number) => totpCode(begun.data.key, totpStep(runtime.now()) + shift);
    expect((await confirmTwoFactor(own, { code: code(-1) })).ok).toBe(true);
    return code;
  };
  const asking = () => ({ runtime: instance.runtime, identity: ada.identity, visitor: visitor(ada.cookie) });
  /** Sessions bear the real time. */
  const elevenMinutesLater = () => instance.pass(Date.now() - instance.runtime.now().getTime() + 11 * 60_000);

  beforeEach(async () => {
    instance = await startInstance(kind);
    ada = await enter(instance.runtime.setupLink, "ada@example.com");
  });
  afterEach(() => instance.stop());

  test("a session older than ten minutes makes no admin's key, no admin and no way into another account without the password", async () => {
    const { runtime } = instance;
    const eve = await join("eve@example.com", "editor");
    const joe = await addPerson(runtime, ada.identity, { email: "joe@example.com", role: "admin" });
    if (!joe.ok) throw new Error(joe.error.message);
    const key = { name: "deploy", role: "admin" as const };
    elevenMinutesLater();
    expect(await createKey(runtime, ada.identity, key)).toMatchObject(asked);
    expect(await addPerson(runtime, ada.identity, { email: "max@example.com", role: "admin" })).toMatchObject(asked);
    expect(await changePerson(runtime, ada.identity, eve.identity.id, { role: "admin" })).toMatchObject(asked);
    expect(await makeLink(runtime, ada.identity, eve.identity.id)).toMatchObject(asked);
    expect(await makeLink(runtime, ada.identity, joe.data.id)).toMatchObject(asked);
    const again = await signInAgain(asking(), { password });
    expect(again.ok).toBe(true);
    expect(await findSession(runtime, visitor(ada.cookie).headers)).toBeNull();
    // The clock of sessions is the real one: as of now the new one is ten minutes old again.
    const fresh = { ...ada.identity, signedInAt: runtime.now() };
    expect((await createKey(runtime, fresh, key)).ok).toBe(true);
    expect((await changePerson(runtime, fresh, eve.identity.id, { role: "admin" })).ok).toBe(true);
    expect((await makeLink(runtime, fresh, eve.identity.id)).ok).toBe(true);
  });

  test("what gives nobody an admin's power is not asked about, and a key is asked for nothing", async () => {
    const { runtime } = instance;
    const eve = await join("eve@example.com", "admin");
    elevenMinutesLater();
    expect((await createKey(runtime, ada.identity, { name: "team", role: "ingest" })).ok).toBe(true);
    expect((await addPerson(runtime, ada.identity, { email: "max@example.com", role: "viewer" })).ok).toBe(true);
    expect((await changePerson(runtime, ada.identity, eve.identity.id, { active: false })).ok).toBe(true);
    const key: Identity = { kind: "key", id: "k", name: "deploy", role: "admin" };
    expect((await createKey(runtime, key, { name: "next", role: "admin" })).ok).toBe(true);
  });

  test("with two-factor sign-in the code is asked for too, a wrong password counts as a guess, and both are needed to turn off another's", async () => {
    const { runtime } = instance;
    const eve = await join("eve@example.com", "editor");
    await twoFactorOf(eve);
    const code = await twoFactorOf(ada);
    elevenMinutesLater();
    expect(await resetTwoFactor(runtime, ada.identity, eve.identity.id)).toMatchObject(asked);
    const noCode = { ok: false, error: { code: "invalid", fields: { "/code": [expect.any(String)] } } };
    expect(await signInAgain(asking(), { password })).toMatchObject(noCode);
    const wrong = { ok: false, error: { code: "invalid", fields: { "/password": [expect.any(String)] } } };
    expect(await signInAgain(asking(), { password: "wrong", code: code(0) })).toMatchObject(wrong);
    expect(await signInAgain(asking(), { password, code: "000000" })).toMatchObject(noCode);
    expect((await signInAgain(asking(), { password, code: code(0) })).ok).toBe(true);
    const fresh = { ...ada.identity, signedInAt: runtime.now() };
    expect((await resetTwoFactor(runtime, fresh, eve.identity.id)).ok).toBe(true);
  });

  test("the password alone is no way around the code: it gives no recovery codes and, by another password, no new session", async () => {
    const code = await twoFactorOf(ada);
    const noCode = { ok: false, error: { code: "invalid", fields: { "/code": [expect.any(String)] } } };
    for (const tried of ["", "000000"]) {
      expect(await renewRecoveryCodes(asking(), { password, code: tried })).toMatchObject(noCode);
      const next = { current: password, password: "a new long sentence", code: tried };
      expect(await changePassword(asking(), next)).toMatchObject(noCode);
    }
    expect(await changePassword(asking(), { current: password, password: "a new long sentence" })).toMatchObject(
      noCode,
    );
    expect((await renewRecoveryCodes(asking(), { password, code: code(0) })).ok).toBe(true);
    const next = { current: password, password: "a new long sentence", code: code(1) };
    expect((await changePassword(asking(), next)).ok).toBe(true);
  });

  test("codes that others guess hold nobody off at an open session, where a right password forgives no wrong code", async () => {
    const { runtime } = instance;
    const code = await twoFactorOf(ada);
    await runtime.database.kysely
      .updateTable("twoFactor")
      .set({ wrongCodes: 40, wrongAt: runtime.now().toISOString() })
      .execute();
    const elsewhere = await signIn(runtime, visitor(), { email: "ada@example.com", password, code: code(0) });
    expect(elsewhere).toMatchObject({ ok: false, error: { code: "rate_limited" } });
    const again = await signInAgain(asking(), { password, code: code(0) });
    if (!again.ok) throw new Error(again.error.message);
    ada = await who(again.data.setCookie);
    for (let times = 0; times < 4; times++) {
      await signInAgain(asking(), { password, code: "000000" });
      await signInAgain(asking(), { password });
      await beginTwoFactor(asking(), { password });
    }
    const held = { ok: false, error: { code: "rate_limited" } };
    expect(await signInAgain(asking(), { password, code: code(1) })).toMatchObject(held);
  });

  test("to let a deactivated admin in again makes an admin, and asks", async () => {
    const { runtime } = instance;
    const eve = await join("eve@example.com", "admin");
    const max = await join("max@example.com", "editor");
    for (const { identity } of [eve, max])
      expect((await changePerson(runtime, ada.identity, identity.id, { active: false })).ok).toBe(true);
    elevenMinutesLater();
    const back = { active: true };
    expect(await changePerson(runtime, ada.identity, eve.identity.id, back)).toMatchObject(asked);
    expect(await changePerson(runtime, ada.identity, max.identity.id, { ...back, role: "admin" })).toMatchObject(asked);
    expect((await changePerson(runtime, ada.identity, max.identity.id, back)).ok).toBe(true);
    expect((await changePerson(runtime, ada.identity, eve.identity.id, { ...back, role: "viewer" })).ok).toBe(true);
  });

  test("where passwords are switched off none proves anything: no session is opened, or kept alive, by one", async () => {
    const { runtime } = instance;
    const signIn = { ...runtime.settings.signIn, hasPasswords: false };
    const switchedOff = { ...asking(), runtime: { ...runtime, settings: { ...runtime.settings, signIn } } };
    const refused = { ok: false, error: { code: "conflict", message: expect.stringContaining("provider") } };
    expect(await signInAgain(switchedOff, { password })).toMatchObject(refused);
    const next = { current: password, password: "a new long sentence" };
    expect(await changePassword(switchedOff, next)).toMatchObject(refused);
    expect(await findSession(instance.runtime, visitor(ada.cookie).headers)).not.toBeNull();
  });

  test("who signs in through the provider is told to do that again, and is asked for no password", async () => {
    const { runtime } = instance;
    const { kysely } = runtime.database;
    await kysely.deleteFrom("account").where("userId", "=", ada.identity.id).execute();
    elevenMinutesLater();
    const answer = await createKey(runtime, ada.identity, { name: "deploy", role: "admin" });
    expect(answer).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(answer.ok || answer.error.message).toContain("provider");
  });
});
