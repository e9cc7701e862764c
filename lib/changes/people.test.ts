import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findSession } from "#lib/auth/identity";
import { attemptKey, nextTryAt } from "#lib/auth/sign-in-delay";
import { invitePerson, listPeople, makeLink } from "#lib/changes/people";
import { setPassword, setUp } from "#lib/changes/set-up";
import { signIn, signOut } from "#lib/changes/sign-in";
import { admin, type Instance, origin, startInstance } from "#lib/changes/testing/instance";
import { beginAttempt } from "#lib/db/attempt";
import { databaseKinds } from "#lib/db/testing/databases";

const email = "ada@example.com";
const password = "correct horse battery";
const visitor = (cookie?: string, address: string | null = "192.0.2.1") => ({
  headers: new Headers(cookie === undefined ? {} : { cookie }),
  address,
});
const actor = { kind: "user" as const, id: admin.id, name: admin.name, signedInAt: new Date(8.64e15) };

function dataOf<T>(result: { ok: true; data: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
}

/** What a browser would send back. */
const cookieOf = (lines: string[]) => lines.map((line) => line.split(";")[0]).join("; ");

// Passwords are hashed for real, some 100 ms of CPU each: a busy machine takes its time.
describe.each(databaseKinds)("on %s", { timeout: 60_000 }, (kind) => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await startInstance(kind);
  });
  afterEach(() => instance.stop());

  const tokenOf = (link: string | null) => new URL(link ?? "").searchParams.get("token") ?? "";
  const setUpFirst = async () => {
    const opened = await setUp(instance.runtime, visitor(), {
      token: tokenOf(instance.runtime.setupLink),
      email: "Ada@Example.com",
      password,
    });
    if (!opened.ok) throw new Error(opened.error.message);
    return cookieOf(opened.data.setCookie);
  };
  const tryToSignIn = (given: string, address: string | null = "192.0.2.1", as = email) =>
    signIn(instance.runtime, visitor(undefined, address), { email: as, password: given });
  const actions = async () =>
    (await instance.runtime.database.kysely.selectFrom("audit").select("action").orderBy("id").execute()).map(
      (row) => row.action,
    );

  test("the set-up link makes the first admin, signs in, and works once", async () => {
    expect(instance.runtime.setupLink).toMatch(new RegExp(`^${origin}/setup\\?token=`));
    const cookie = await setUpFirst();
    const session = await findSession(instance.runtime, visitor(cookie).headers);
    expect(session?.user).toMatchObject({ email, role: "admin" });
    const again = await setUp(instance.runtime, visitor(), {
      token: tokenOf(instance.runtime.setupLink),
      email: "eve@example.com",
      password,
    });
    expect(again).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await actions()).toEqual(["setup.link", "person.create", "session.create"]);
  });

  test("everybody with an account is listed with role and day, and nothing else of theirs", async () => {
    expect(await listPeople(instance.runtime)).toEqual([]);
    await setUpFirst();
    const people = await listPeople(instance.runtime);
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
    const ada = { id: expect.any(String), email, role: "admin", state: "active", since: moment, lastSeenAt: moment };
    expect(people).toEqual([{ ...ada, hasTwoFactor: false, hasPassword: true, expiresAt: null }]);
  });

  test("two browsers with the same set-up link make one account", async () => {
    const token = tokenOf(instance.runtime.setupLink);
    const both = await Promise.all(
      ["a@example.com", "b@example.com"].map((one) =>
        setUp(instance.runtime, visitor(), { token, email: one, password }),
      ),
    );
    expect(both.filter((opened) => opened.ok)).toHaveLength(1);
  });

  test("a password under 12 or over 128 characters and a broken email are refused at their field, and the link stays good", async () => {
    const token = tokenOf(instance.runtime.setupLink);
    const refused = await setUp(instance.runtime, visitor(), { token, email: "nobody", password: "short" });
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: "invalid",
        fields: { "/email": [expect.any(String)], "/password": ["Use 12 characters or more"] },
      },
    });
    const long = await setUp(instance.runtime, visitor(), { token, email, password: "x".repeat(129) });
    expect(long).toMatchObject({ ok: false, error: { fields: { "/password": [expect.any(String)] } } });
    await setUpFirst();
  });

  test("an unknown token opens nothing", async () => {
    const refused = await setUp(instance.runtime, visitor(), { token: "guess", email, password });
    expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });

  test("while no account exists only an admin is invited: a viewer would spend the set-up link for good", async () => {
    const viewer = await invitePerson(instance.runtime, actor, { email: "eve@example.com", role: "viewer" });
    expect(viewer).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(viewer.ok ? "" : viewer.error.message).toMatch(/set-up link .* --role admin$/);
    expect(await actions()).toEqual(["setup.link"]);
    const first = await invitePerson(instance.runtime, actor, { email, role: "admin" });
    expect(first.ok).toBe(true);
    await setUpFirst();
  });

  test("an invitation is for its own address and role, one use, 7 days", async () => {
    await setUpFirst();
    const invited = await invitePerson(instance.runtime, actor, { email: "Eve@example.com", role: "viewer" });
    const token = tokenOf(invited.ok ? invited.data.link : null);
    const opened = await setUp(instance.runtime, visitor(), { token, email: "mallory@example.com", password });
    const session = await findSession(
      instance.runtime,
      visitor(opened.ok ? cookieOf(opened.data.setCookie) : undefined).headers,
    );
    expect(session?.user).toMatchObject({ email: "eve@example.com", role: "viewer" });
    const taken = await invitePerson(instance.runtime, actor, { email: "eve@example.com", role: "admin" });
    expect(taken).toMatchObject({ ok: false, error: { code: "conflict" } });
    const late = await invitePerson(instance.runtime, actor, { email: "bob@example.com", role: "viewer" });
    instance.pass(7 * 24 * 3600_000);
    const expired = await setUp(instance.runtime, visitor(), {
      token: tokenOf(late.ok ? late.data.link : null),
      email: "bob@example.com",
      password,
    });
    expect(expired).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });

  test("the session cookie is HttpOnly and SameSite=Lax, and each sign-in makes a new session and ends the old one", async () => {
    const first = await setUpFirst();
    const opened = await signIn(instance.runtime, visitor(first), { email, password });
    const lines = opened.ok ? opened.data.setCookie : [];
    expect(lines.join("\n")).toMatch(/outspan\.session_token=/);
    for (const line of lines) expect(line).toMatch(/HttpOnly.*SameSite=Lax/i);
    const second = cookieOf(lines);
    expect(second).not.toBe(first);
    expect(await findSession(instance.runtime, visitor(first).headers)).toBeNull();
    expect(await findSession(instance.runtime, visitor(second).headers)).not.toBeNull();
    const closed = await signOut(instance.runtime, visitor(second));
    expect(closed.ok && closed.data.setCookie.join()).toMatch(/session_token=;.*Max-Age=0/i);
    expect(await findSession(instance.runtime, visitor(second).headers)).toBeNull();
    expect((await actions()).slice(3)).toEqual(["session.create", "session.replace", "session.delete"]);
  });

  test("a session that was changed by one character, or is idle for a week, is nobody's", async () => {
    const cookie = await setUpFirst();
    const broken = cookie.replace(/=(.)/, (_all, character) => `=${character === "a" ? "b" : "a"}`);
    expect(await findSession(instance.runtime, visitor(broken).headers)).toBeNull();
    instance.pass(Date.now() - instance.runtime.now().getTime() + 7 * 24 * 3600_000 + 60_000);
    expect(await findSession(instance.runtime, visitor(cookie).headers)).toBeNull();
  });

  test("a wrong password and an unknown email get the same words", async () => {
    await setUpFirst();
    const wrong = await tryToSignIn("not the password");
    expect(wrong).toEqual({
      ok: false,
      error: { code: "unauthenticated", message: "Email or password is not right." },
    });
    for (const as of ["nobody@example.com", "no email", "", "x".repeat(300), "a@b.co\0"]) {
      expect(await tryToSignIn("not the password", null, as)).toEqual(wrong);
    }
    expect(await tryToSignIn("x".repeat(70_000), "192.0.2.9")).toEqual(wrong);
  });

  test("wrong passwords slow an account down for the place they come from, more each time, and it says when to try again", async () => {
    await setUpFirst();
    const waits: number[] = [];
    const told: (number | undefined)[] = [];
    for (let failure = 1; failure <= 7; failure++) {
      let refused = await tryToSignIn("not the password");
      while (!refused.ok && refused.error.code === "rate_limited") {
        const seconds = refused.error.retryAfterSeconds ?? 0;
        expect(refused.error.message).toBe(
          `Too many tries. Try again in ${seconds === 1 ? "1 second" : `${seconds} seconds`}.`,
        );
        waits.push(seconds);
        instance.pass(seconds * 1000);
        refused = await tryToSignIn("not the password");
      }
      expect(refused).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
      told.push(refused.ok ? undefined : refused.error.retryAfterSeconds);
    }
    expect(told, "each failure says what the next refusal would").toEqual([
      undefined,
      undefined,
      undefined,
      ...waits,
      8,
    ]);
    expect(waits).toEqual([1, 2, 4]);
    expect(await tryToSignIn(password)).toMatchObject({ ok: false, error: { code: "rate_limited" } });
    expect(await tryToSignIn(password, "192.0.2.2"), "the owner elsewhere").toMatchObject({ ok: true });
    instance.pass(60_000);
    expect(await tryToSignIn(password)).toMatchObject({ ok: true });
    expect(await tryToSignIn("not the password")).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
  });

  test("strangers with many addresses share fifty guesses and then one a minute; a browser that was here before does not wait for them", async () => {
    const known = await setUpFirst();
    const { database, now } = instance.runtime;
    const accountKey = attemptKey("account", email);
    for (let failure = 0; failure < 56; failure++) {
      await beginAttempt(database, [accountKey], () => null, now(), new Date(now().getTime() - 1000));
    }
    const stranger = await tryToSignIn(password, "192.0.2.7");
    expect(stranger).toMatchObject({ ok: false, error: { code: "rate_limited", retryAfterSeconds: 60 } });
    const signInKnown = (given: string, cookie = known) =>
      signIn(instance.runtime, visitor(cookie, "192.0.2.7"), { email, password: given });
    expect(await signInKnown(password)).toMatchObject({ ok: true });
    expect(await tryToSignIn(password, "192.0.2.7"), "and frees them nothing").toMatchObject({ ok: false });
    for (let failure = 0; failure < 4; failure++) await signInKnown("not the password");
    const slowed = { ok: false, error: { code: "rate_limited" } };
    expect(await signInKnown(password), "its own guesses count").toMatchObject(slowed);
    const forged = known.replace(/browser=v1\.(.)/, (_all, one) => `browser=v1.${one === "a" ? "b" : "a"}`);
    expect(await signInKnown(password, forged)).toMatchObject(slowed);
    instance.pass(60_000);
    expect(await tryToSignIn(password, "192.0.2.7")).toMatchObject({ ok: true });
    expect(await tryToSignIn("not the password", "192.0.2.8"), "a right one gives back its own alone").toMatchObject({
      ok: false,
      error: { code: "rate_limited" },
    });
  });

  test("a browser that is known by a password that was changed since is a stranger", async () => {
    const known = await setUpFirst();
    const { link } = dataOf(await makeLink(instance.runtime, actor, (await listPeople(instance.runtime))[0]?.id ?? ""));
    dataOf(await setPassword(instance.runtime, { token: tokenOf(link), password: "a new long sentence" }));
    for (let failure = 0; failure < 4; failure++) await tryToSignIn("not the password");
    const late = await signIn(instance.runtime, visitor(known), { email, password: "a new long sentence" });
    expect(late).toMatchObject({ ok: false, error: { code: "rate_limited" } });
  });

  test("five right sign-ins at once from one place all come in", async () => {
    await setUpFirst();
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => tryToSignIn(password)));
    expect(five.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
  });

  test("one address that tries many accounts is slowed down, others are not", async () => {
    const { database, now } = instance.runtime;
    const addressKey = attemptKey("address", "192.0.2.7");
    for (let failure = 0; failure < 20; failure++) {
      await beginAttempt(database, [addressKey], nextTryAt, now(), new Date(now().getTime() - 1000));
    }
    const refused = await tryToSignIn("not the password", "192.0.2.7", "another@example.com");
    expect(refused).toMatchObject({ ok: false, error: { code: "rate_limited" } });
    const elsewhere = await tryToSignIn("not the password", "192.0.2.8", "third@example.com");
    expect(elsewhere).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
  });

  test("a refused sign-in leaves its address, its reason, and its name only where that is an account's", async () => {
    await setUpFirst();
    const noted: unknown[] = [];
    instance.runtime.noteRefusal = async (refused) => {
      noted.push(refused);
    };
    const at = { address: "192.0.2.1" };
    const wrong = { ...at, reason: "email or password is not right" };
    expect(await tryToSignIn("not the password")).toMatchObject({ ok: false });
    expect(await tryToSignIn("not the password", "192.0.2.1", "hunter2\0")).toMatchObject({ ok: false });
    for (let more = 0; more < 4; more++) await tryToSignIn("not the password");
    expect(noted[0]).toEqual({ ...wrong, email, isAccount: true });
    expect(noted[1]).toEqual({ ...wrong, email: "hunter2\0", isAccount: false });
    expect(noted.at(-1)).toEqual({ ...at, reason: "too many tries", email, isAccount: true });
    instance.pass(60_000);
    const before = noted.length;
    expect(await tryToSignIn(password)).toMatchObject({ ok: true });
    expect(noted).toHaveLength(before);
  });

  test("neither password nor token stands in any row", async () => {
    const cookie = await setUpFirst();
    await tryToSignIn("a wrong password");
    const rows = await instance.dump();
    for (const secret of [password, "a wrong password", tokenOf(instance.runtime.setupLink)]) {
      expect(rows).not.toContain(secret);
    }
    expect(rows).not.toContain(cookie);
  });
});
