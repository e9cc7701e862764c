// How people come in and go out: password, then a code where two-factor is on, then a new session. Hands cookies back as Set-Cookie
// lines; knows nothing of who sets them.
import { hashPassword, verifyPassword } from "better-auth/crypto";
import * as z from "zod";
import { Email, passwordLengthMax } from "#lib/account";
import type { AuditAction } from "#lib/audit/action";
import { findSession } from "#lib/auth/identity";
import { rememberBrowser } from "#lib/auth/known-browser";
import { hashRecoveryCode } from "#lib/auth/recovery-code";
import { matchingStep } from "#lib/auth/totp";
import { countSignIn, type Judged, judgeGuess, tooMany, type Visitor } from "#lib/changes/guess";
import type { Actor } from "#lib/db/audit";
import { type Credential, findCredential } from "#lib/db/password";
import { deleteSession } from "#lib/db/session";
import { confirmSession, type Proof } from "#lib/db/session-proof";
import { findTwoFactor, spendRecoveryCode, spendStep, twoFactorContext } from "#lib/db/two-factor";
import { beginCode, forgiveCodes, noteWrongCode } from "#lib/db/wrong-code";
import { type AppError, fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** `Set-Cookie` lines for the browser. */
export type Cookies = { setCookie: string[] };

/** The code's second step sends all of it again: until it is right there is no session, and nothing is kept for one. */
export const SignIn = z.strictObject({
  email: z.string(),
  password: z.string(),
  code: z.string().max(100).optional(),
  next: z.string().optional(),
});

/** The same answer and the same work for an unknown address and a wrong password; a failure says how long the next try waits. */
export async function signIn(
  runtime: Runtime,
  visitor: Visitor,
  { email, password, code = "" }: z.output<typeof SignIn>,
): Promise<Result<Cookies & { needsCode: boolean }>> {
  if (!runtime.settings.signIn.hasPasswords) return fail("forbidden", "Signing in with a password is off here.");
  const counted = await countSignIn(runtime, visitor, email);
  return judgeGuess(runtime, visitor, counted, async (): Promise<Judged<Cookies & { needsCode: boolean }>> => {
    const found = await provePassword(runtime, email, password);
    if (found === null) {
      const message = "Email or password is not right.";
      return { kind: "wrong", reason: "email or password is not right", error: { code: "unauthenticated", message } };
    }
    if (found.deactivatedAt !== null) {
      const message = "This account is deactivated. Ask an admin to open it again.";
      return { kind: "wrong", reason: "account is deactivated", error: { code: "forbidden", message } };
    }
    const factor = await findTwoFactor(runtime.database, found.userId);
    if (factor?.isOn && code.trim() === "") return { kind: "open", data: { needsCode: true, setCookie: [] } };
    if (factor?.isOn) {
      const refused = await proveCode(runtime, { ...found, isKnown: counted.isKnown }, factor.secret, code);
      if (refused !== null) return { kind: "wrong", ...refused };
    }
    const by = factor?.isOn ? "password and code" : "password";
    const opened = await openSession(runtime, visitor, found.userId, { by, hash: found.hash });
    if (!opened.ok) return { kind: "wrong", reason: "account was changed meanwhile", error: opened.error };
    return { kind: "right", data: { needsCode: false, ...opened.data } };
  });
}

/** Null where one of them is wrong; both take as long. */
export async function provePassword(
  { database }: Pick<Runtime, "database">,
  email: string,
  password: string,
): Promise<Credential | null> {
  const known = Email.safeParse(email).data;
  const found = known === undefined ? null : await findCredential(database, known);
  const given = password.length <= passwordLengthMax ? password : "";
  if (found === null) {
    await hashPassword(given);
    return null;
  }
  const isRight = await verifyPassword({ hash: found.hash, password: given });
  return isRight ? found : null;
}

/** Why a code is refused; null = it is right. Guesses wait longer and longer but where this browser `isKnown`. */
export async function proveCode(
  runtime: Pick<Runtime, "database" | "unseal" | "now">,
  { userId, email, isKnown }: { userId: string; email: string; isKnown: boolean },
  sealed: string,
  code: string,
): Promise<{ reason: "code is not right" | "too many tries"; error: AppError } | null> {
  const { database, now } = runtime;
  const waitUntil = await beginCode(database, userId, !isKnown, now());
  if (waitUntil !== null) return { reason: "too many tries", error: tooMany(waitUntil, now()) };
  if (await isCode(runtime, { userId, email }, sealed, code)) {
    await forgiveCodes(database, userId);
    return null;
  }
  await noteWrongCode(database, { id: userId, email }, now());
  const message = "This code is not right, or was used already.";
  return { reason: "code is not right", error: { code: "unauthenticated", message } };
}

/** Of the authenticator app, or a recovery code; each is good once. */
async function isCode(
  { database, unseal, now }: Pick<Runtime, "database" | "unseal" | "now">,
  { userId, email }: { userId: string; email: string },
  sealed: string,
  code: string,
): Promise<boolean> {
  const typed = code.replace(/[\s-]/g, "");
  if (!/^\d{6}$/.test(typed)) {
    const actor: Actor = { kind: "user", id: userId, name: email };
    return spendRecoveryCode(database, actor, userId, hashRecoveryCode(userId, typed), now());
  }
  const secret = unseal(sealed, twoFactorContext(userId));
  const step = secret === null ? null : matchingStep(secret, typed, now());
  return step !== null && spendStep(database, userId, step);
}

/** A new session each time: one that was planted in this browser before is worth nothing afterwards. Fails where the proof does not hold any more. */
export async function openSession(
  runtime: Runtime,
  visitor: Visitor,
  userId: string,
  proof: Proof,
): Promise<Result<Cookies>> {
  const { database, auth, now } = runtime;
  const asked = { body: { userId }, headers: visitor.headers, returnHeaders: true } as const;
  const { headers, response } = await auth.api.openSession(asked);
  if (!(await confirmSession(database, { id: response.sessionId, userId }, proof, now()))) {
    return fail("unauthenticated", "Your account was changed at this moment. Sign in again.");
  }
  await endSession(runtime, visitor, "session.replace");
  const remembered = proof.by === "oidc" ? [] : [rememberBrowser(runtime, proof.hash)];
  return ok({ setCookie: [...headers.getSetCookie(), ...remembered] });
}

/** Ends the session in the database, not just in the browser. */
export async function signOut(runtime: Runtime, visitor: Visitor): Promise<Result<Cookies>> {
  await endSession(runtime, visitor, "session.delete");
  const { headers } = await runtime.auth.api.signOut({ headers: visitor.headers, returnHeaders: true });
  return ok({ setCookie: headers.getSetCookie() });
}

async function endSession(runtime: Runtime, visitor: Visitor, action: AuditAction): Promise<void> {
  const session = await findSession(runtime, visitor.headers);
  if (session === null) return;
  const { id: userId, email } = session.user;
  const actor: Actor = { kind: "user", id: userId, name: email };
  await deleteSession(runtime.database, actor, { id: session.id, userId }, action, runtime.now());
}
