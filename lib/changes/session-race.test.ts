// What changes in the moment between a proof and its session: on a whole instance with each database, with a barrier at that moment.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findSession, identityOf } from "#lib/auth/identity";
import { totpCode, totpStep } from "#lib/auth/totp";
import { beginTwoFactor, changePassword, confirmTwoFactor } from "#lib/changes/account";
import { changePerson, invitePerson, makeLink } from "#lib/changes/people";
import { setPassword, setUp } from "#lib/changes/set-up";
import { signIn } from "#lib/changes/sign-in";
import { type Instance, startInstance } from "#lib/changes/testing/instance";
import { databaseKinds } from "#lib/db/testing/databases";
import type { Runtime } from "#lib/runtime";

const email = "eve@example.com";
const password = "correct horse battery";
const system = { kind: "system" as const, id: null, name: "test" };
const visitor = (cookie = "") => ({ headers: new Headers({ cookie }), address: "192.0.2.1" });
const cookieOf = (lines: string[]) => lines.map((line) => line.split(";")[0]).join("; ");
const tokenOf = (link: string | null) => new URL(link ?? "").searchParams.get("token") ?? "";

function dataOf<T>(result: { ok: true; data: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
}

/** Before the session is made, and after it. */
const moments = ["before", "after"] as const;

function withBarrier(runtime: Runtime, moment: (typeof moments)[number], meanwhile: () => Promise<unknown>): Runtime {
  const { api } = runtime.auth;
  const openSession = (async (asked: Parameters<typeof api.openSession>[0]) => {
    if (moment === "before") await meanwhile();
    const opened = await api.openSession(asked);
    if (moment === "after") await meanwhile();
    return opened;
  }) as typeof api.openSession;
  return { ...runtime, auth: { ...runtime.auth, api: { ...api, openSession } } };
}

describe.each(databaseKinds)("on %s", { timeout: 120_000 }, (kind) => {
  let instance: Instance;
  let eve: { id: string; cookie: string };

  const enter = async (link: string | null, as: string) => {
    const opened = await setUp(instance.runtime, visitor(), { token: tokenOf(link), email: as, password });
    const cookie = cookieOf(dataOf(opened).setCookie);
    const session = await findSession(instance.runtime, visitor(cookie).headers);
    return { id: session?.user.id ?? "", cookie };
  };
  const asEve = async () => {
    const session = await findSession(instance.runtime, visitor(eve.cookie).headers);
    if (session === null) throw new Error("No session");
    return { runtime: instance.runtime, identity: identityOf(session.user), visitor: visitor(eve.cookie) };
  };
  const sessionsOfEve = async () => {
    const { kysely } = instance.runtime.database;
    return (await kysely.selectFrom("session").select("id").where("userId", "=", eve.id).execute()).length;
  };
  const newPassword = async () => {
    dataOf(await changePassword(await asEve(), { current: password, password: "a new long sentence" }));
  };

  beforeEach(async () => {
    instance = await startInstance(kind);
    await enter(instance.runtime.setupLink, "ada@example.com");
    eve = await enter(dataOf(await invitePerson(instance.runtime, system, { email, role: "viewer" })).link, email);
  });
  afterEach(() => instance.stop());

  test.each(moments)(
    "a password that is changed %s the old one's session is made ends that one too",
    async (moment) => {
      const runtime = withBarrier(instance.runtime, moment, newPassword);
      const late = await signIn(runtime, visitor(), { email, password });
      expect(late).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
      expect(await sessionsOfEve(), "the one of who changed it").toBe(1);
      const { kysely } = instance.runtime.database;
      const rows = await kysely.selectFrom("audit").select("action").where("actorName", "=", email).execute();
      expect(rows.filter(({ action }) => action === "session.create")).toHaveLength(2);
    },
  );

  test.each(moments)("likewise a link to a new password, a second factor and a deactivation %s it", async (moment) => {
    const { runtime } = instance;
    const lateWith = (meanwhile: () => Promise<unknown>, given = password) =>
      signIn(withBarrier(runtime, moment, meanwhile), visitor(), { email, password: given });
    const refused = { ok: false, error: { code: "unauthenticated" } };
    const late = await lateWith(async () => {
      const asking = await asEve();
      const { key } = dataOf(await beginTwoFactor(asking, { password }));
      dataOf(await confirmTwoFactor(asking, { code: totpCode(key, totpStep(runtime.now())) }));
    });
    expect(late).toMatchObject(refused);
    expect(await sessionsOfEve(), "the one that switched it on").toBe(1);
    await runtime.database.kysely.deleteFrom("twoFactor").execute();
    const reset = await lateWith(async () => {
      const { link } = dataOf(await makeLink(runtime, system, eve.id));
      dataOf(await setPassword(runtime, { token: tokenOf(link), password: "a new long sentence" }));
    });
    expect(reset).toMatchObject(refused);
    const gone = await lateWith(
      async () => dataOf(await changePerson(runtime, system, eve.id, { active: false })),
      "a new long sentence",
    );
    expect(gone).toMatchObject(refused);
    expect(await sessionsOfEve()).toBe(0);
  });

  test("of two who change one password at once, one does: the other proved what is not true any more", async () => {
    const asking = await asEve();
    const both = await Promise.all(
      ["a new long sentence", "another long sentence"].map((next) =>
        changePassword(asking, { current: password, password: next }),
      ),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });
});
