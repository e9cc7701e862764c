// What people change of their own account: password, second factor, which browsers are signed in. What opens or closes a door asks for
// the password again: a session that was left open is no owner. A key has none of it.
import { randomBytes } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { encode } from "uqr";
import * as z from "zod";
import { Password } from "#lib/account";
import { actorOf, findSession, type Identity } from "#lib/auth/identity";
import { hashRecoveryCode, newRecoveryCodes } from "#lib/auth/recovery-code";
import type { RefusedSignIn } from "#lib/auth/refused-sign-ins";
import { attemptKey } from "#lib/auth/sign-in-delay";
import { base32, matchingStep, totpSecretBytes, totpUri } from "#lib/auth/totp";
import { judgeGuess, type Visitor } from "#lib/changes/guess";
import { parseShape } from "#lib/changes/parse-shape";
import { type Cookies, openSession, proveCode, provePassword } from "#lib/changes/sign-in";
import { replacePassword } from "#lib/db/password";
import { findPerson } from "#lib/db/person";
import { deleteOtherSessions, deleteSession } from "#lib/db/session";
import type { Proof } from "#lib/db/session-proof";
import {
  beginTwoFactor as begin,
  confirmTwoFactor as confirm,
  findTwoFactor,
  removeTwoFactor,
  replaceRecoveryCodes,
  twoFactorContext,
} from "#lib/db/two-factor";
import type {
  CodeProof,
  PasswordAndCode,
  PasswordChange,
  PasswordProof,
  RecoveryCodes,
  TwoFactorKey,
} from "#lib/own-account";
import { type AppError, fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** Who asks, and from where. */
export type Asking = { runtime: Runtime; identity: Identity; visitor: Visitor };

/** Ends every session of this account, and opens a new one for this browser. */
export async function changePassword(
  asking: Asking,
  { current, password, code }: z.output<typeof PasswordChange>,
): Promise<Result<Cookies>> {
  const { runtime, identity, visitor } = asking;
  const parsed = parseShape(z.strictObject({ password: Password }), { password });
  if (!parsed.ok) return parsed;
  const proved = await proveAgain(asking, { password: current, code }, "/current");
  if (!proved.ok) return proved;
  if (current === password) {
    return fail("invalid", "Not changed", { fields: { "/password": ["This is the password that you have"] } });
  }
  const hash = await hashPassword(password);
  const replaced = { userId: identity.id, from: proved.data.hash, hash };
  if (!(await replacePassword(runtime.database, actorOf(identity), replaced, runtime.now()))) {
    return fail("conflict", "Your password was changed elsewhere at this moment: sign in with the new one");
  }
  return openSession(runtime, visitor, identity.id, { by: proved.data.by, hash });
}

/** One of their own, from any browser. */
export async function endSession({ runtime, identity }: Omit<Asking, "visitor">, id: string): Promise<Result<null>> {
  const person = onlyPeople(identity);
  if (!person.ok) return person;
  const session = { id, userId: identity.id };
  const isEnded = await deleteSession(runtime.database, actorOf(identity), session, "session.revoke", runtime.now());
  return isEnded ? ok(null) : fail("not_found", "You have no such session; it may have ended already");
}

/** All but the one that asks. */
export async function endOtherSessions({ runtime, identity, visitor }: Asking): Promise<Result<{ ended: number }>> {
  const person = onlyPeople(identity);
  if (!person.ok) return person;
  const session = await findSession(runtime, visitor.headers);
  if (session === null) return fail("unauthenticated", "You are signed out. Sign in again to go on.");
  const own = { id: session.id, userId: identity.id };
  return ok({ ended: await deleteOtherSessions(runtime.database, actorOf(identity), own, runtime.now()) });
}

/** A key for an authenticator app. Nothing is asked for at sign-in before a code of it has come back. */
export async function beginTwoFactor(
  asking: Asking,
  { password }: z.output<typeof PasswordProof>,
): Promise<Result<TwoFactorKey>> {
  const { runtime, identity } = asking;
  const person = onlyPeople(identity);
  if (!person.ok) return person;
  if ((await findTwoFactor(runtime.database, identity.id))?.isOn) return isOn();
  const proved = await proveAgain(asking, { password });
  if (!proved.ok) return proved;
  const key = base32(randomBytes(totpSecretBytes));
  const secret = runtime.seal(key, twoFactorContext(identity.id));
  if (!(await begin(runtime.database, { userId: identity.id, secret }, runtime.now()))) return isOn();
  const { hostname } = new URL(runtime.settings.origin);
  const uri = totpUri(key, { issuer: `Outspan ${hostname.replaceAll(/[[\]]/g, "")}`, account: identity.name });
  return ok({ key, uri, qr: drawQr(uri) });
}

/** Recovery codes are told here, once. */
export async function confirmTwoFactor(
  { runtime, identity }: Asking,
  { code }: z.output<typeof CodeProof>,
): Promise<Result<RecoveryCodes>> {
  const person = onlyPeople(identity);
  if (!person.ok) return person;
  const { database, now } = runtime;
  const pending = await findTwoFactor(database, identity.id);
  if (pending === null || pending.isOn) return fail("conflict", "Nothing is being set up: begin again");
  const key = runtime.unseal(pending.secret, twoFactorContext(identity.id));
  const step = key === null ? null : matchingStep(key, code.replace(/\s/g, ""), now());
  if (step === null) return wrongField("/code", "This code is not right. Is the clock of your phone right?");
  const recoveryCodes = newRecoveryCodes();
  const hashes = recoveryCodes.map((one) => hashRecoveryCode(identity.id, one));
  const confirmed = { userId: identity.id, secret: pending.secret, step, hashes };
  const isOn = await confirm(database, actorOf(identity), confirmed, now());
  return isOn ? ok({ recoveryCodes }) : fail("conflict", "It was set up elsewhere meanwhile: begin again");
}

/** The ones before are worth nothing from now on. */
export async function renewRecoveryCodes(
  asking: Asking,
  submission: z.output<typeof PasswordAndCode>,
): Promise<Result<RecoveryCodes>> {
  const { runtime, identity } = asking;
  const proved = await proveAgain(asking, submission);
  if (!proved.ok) return proved;
  const recoveryCodes = newRecoveryCodes();
  const hashes = recoveryCodes.map((one) => hashRecoveryCode(identity.id, one));
  const fresh = { userId: identity.id, hashes };
  const isDone = await replaceRecoveryCodes(runtime.database, actorOf(identity), fresh, runtime.now());
  return isDone ? ok({ recoveryCodes }) : isOff();
}

export async function endTwoFactor(
  asking: Asking,
  submission: z.output<typeof PasswordAndCode>,
): Promise<Result<null>> {
  const { runtime, identity } = asking;
  const proved = await proveAgain(asking, submission);
  if (!proved.ok) return proved;
  const person = { id: identity.id, email: identity.name };
  return (await removeTwoFactor(runtime.database, actorOf(identity), person, runtime.now())) ? ok(null) : isOff();
}

/** The password, and a code where two-factor sign-in is on. */
type Proving = { password: string; code?: string | undefined };

/** `field`: where the password was typed. */
export async function proveAgain(
  asking: Asking,
  { password, code = "" }: Proving,
  field = "/password",
): Promise<Result<Extract<Proof, { hash: string }>>> {
  const { runtime, identity, visitor } = asking;
  const person = onlyPeople(identity);
  if (!person.ok) return person;
  const asked = await findPerson(runtime.database, identity.id);
  if (asked?.hasPassword !== true || !runtime.settings.signIn.hasPasswords) {
    return fail(
      "conflict",
      "You sign in through the OpenID Connect provider: password and second factor are kept there",
    );
  }
  const factor = await findTwoFactor(runtime.database, identity.id);
  const secret = factor?.isOn ? factor.secret : null;
  if (secret !== null && code.trim() === "")
    return wrongField("/code", "Enter the code of your app, or a recovery code");
  // Counted for this session: one that was left open is no place to guess at, and who guesses elsewhere does not disturb it.
  const session = await findSession(runtime, visitor.headers);
  const own = attemptKey("session", session?.id ?? identity.id);
  const counted = { email: identity.name, own, shared: [], isKnown: true, isSignedIn: true };
  return judgeGuess(runtime, visitor, counted, async () => {
    const found = await provePassword(runtime, identity.name, password);
    if (found === null) return wrong("password is not right", wrongField(field, "This is not your password").error);
    const guessing = { userId: identity.id, email: identity.name, isKnown: true };
    const refused = secret === null ? null : await proveCode(runtime, guessing, secret, code);
    if (refused !== null) return wrong(refused.reason, wrongField("/code", refused.error.message).error);
    const by = secret === null ? "password" : "password and code";
    return { kind: "right", data: { by, hash: found.hash } };
  });
}

export function onlyPeople({ kind }: Identity): Result<null> {
  return kind === "user" ? ok(null) : fail("forbidden", "A key has no account and no sessions: sign in as a person");
}

function wrongField(pointer: string, message: string) {
  return fail("invalid", message, { fields: { [pointer]: [message] } });
}

function wrong(reason: RefusedSignIn["reason"], error: AppError) {
  return { kind: "wrong" as const, reason, error };
}

function isOn(): Result<never> {
  return fail("conflict", "Two-factor sign-in is on already: turn it off first");
}

function isOff(): Result<never> {
  return fail("conflict", "Two-factor sign-in is off");
}

/** One path of unit squares. A border of four is what readers need around it. */
function drawQr(text: string): TwoFactorKey["qr"] {
  const { size, data } = encode(text, { border: 4 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join("") };
}
