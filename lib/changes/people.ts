// The story of how people come in: the first admin through the set-up link, others by invitation, and how they sign in and
// out. Hands cookies back as Set-Cookie lines; knows nothing of who sets them.
import { hashPassword } from "better-auth/crypto";
import * as z from "zod";
import { emailLengthMax, passwordLengthMax, passwordLengthMin } from "#lib/account";
import { findSession } from "#lib/auth/identity";
import { hashToken, newToken, setupLink, tokenLifeMs } from "#lib/auth/one-time-token";
import { roles } from "#lib/auth/permissions";
import type { RefusedSignIn } from "#lib/auth/refused-sign-ins";
import { attemptKey, forgetAfterMs, nextTryAt } from "#lib/auth/sign-in-delay";
import { parseShape } from "#lib/changes/parse-shape";
import { beginAttempt, forgiveAttempt } from "#lib/db/attempt";
import type { Actor } from "#lib/db/audit";
import { deleteSession } from "#lib/db/session";
import { findToken, insertToken } from "#lib/db/token";
import { createUserWithToken, findUserByEmail, hasUsers, listUsers } from "#lib/db/user";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** Where the request came from: its headers, and the client's address where it is known. */
export type Visitor = { headers: Headers; address: string | null };

/** `Set-Cookie` lines for the browser. */
export type Cookies = { setCookie: string[] };

const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(emailLengthMax, `Use at most ${emailLengthMax} characters`)
  .pipe(z.email("Enter an email address, such as you@example.com"));
const Password = z
  .string()
  .min(passwordLengthMin, `Use ${passwordLengthMin} characters or more`)
  .max(passwordLengthMax, `Use at most ${passwordLengthMax} characters`);

const Invitation = z.strictObject({ email: Email, role: z.enum(roles) });

/** A link for one person, one use, 7 days. Whoever has it chooses the password. */
export async function invitePerson(
  runtime: Pick<Runtime, "settings" | "database" | "now">,
  actor: Actor,
  submitted: z.input<typeof Invitation>,
): Promise<Result<{ link: string; expiresAt: string }>> {
  const parsed = parseShape(Invitation, submitted);
  if (!parsed.ok) return parsed;
  if (!runtime.settings.signIn.hasPasswords) return withoutPasswords(runtime);
  const { email, role } = parsed.data;
  // Their account would be the only one and spend the set-up link: nobody could change anything any more.
  if (role !== "admin" && !(await hasUsers(runtime.database))) {
    return fail(
      "conflict",
      "The first account has to be an admin: use the set-up link that Outspan printed, or --role admin",
    );
  }
  if ((await findUserByEmail(runtime.database, email)) !== null) {
    return fail("conflict", `There is an account with the email ${email} already`);
  }
  const { token, hash } = newToken();
  const expiresAt = new Date(runtime.now().getTime() + tokenLifeMs);
  await insertToken(runtime.database, actor, { hash, kind: "invite", email, role, expiresAt }, runtime.now());
  return ok({ link: setupLink(runtime.settings.origin, token), expiresAt: expiresAt.toISOString() });
}

/** Everybody who has an account, the longest here first. */
export function listPeople({ database }: Pick<Runtime, "database">) {
  return listUsers(database);
}

export const SetUp = z.strictObject({ token: z.string(), email: z.string(), password: z.string() });

/** Makes the account that the link stands for and signs in. An invitation is for the address it was made for. */
export async function setUp(
  runtime: Runtime,
  visitor: Visitor,
  { token, email, password }: z.output<typeof SetUp>,
): Promise<Result<Cookies>> {
  if (!runtime.settings.signIn.hasPasswords) return withoutPasswords(runtime);
  const hash = hashToken(token);
  const found = await findToken(runtime.database, hash);
  // Looked at before the password is hashed: that is the expensive part, and anybody may call this.
  const isUsable = found !== null && found.usedAt === null && found.expiresAt > runtime.now().toISOString();
  const isLate = found?.kind === "setup" && (await runtime.accounts.exist());
  if (!isUsable || isLate)
    return fail("forbidden", "This link does not work any more: it was used, replaced or has expired");
  const parsed = parseShape(z.strictObject({ email: Email, password: Password }), {
    email: found.email ?? email,
    password,
  });
  if (!parsed.ok) return parsed;
  const account = { email: parsed.data.email, passwordHash: await hashPassword(password) };
  const created = await createUserWithToken(
    runtime.database,
    (user) => ({ kind: "user", id: user.id, name: user.email }),
    hash,
    account,
    runtime.now(),
  );
  if (!created.ok) return created;
  return openSession(runtime, visitor, { email: account.email, password });
}

export const SignIn = z.strictObject({ email: z.string(), password: z.string(), next: z.string().optional() });

/** The same answer and the same work for an unknown address and a wrong password; a failure says how long the next try waits. */
export async function signIn(
  runtime: Runtime,
  visitor: Visitor,
  { email, password }: z.output<typeof SignIn>,
): Promise<Result<Cookies>> {
  if (!runtime.settings.signIn.hasPasswords) return withoutPasswords(runtime);
  const now = runtime.now();
  const accountKey = attemptKey("account", email.trim());
  const addressKey = visitor.address === null ? null : attemptKey("address", visitor.address);
  const keys = addressKey === null ? [accountKey] : [accountKey, addressKey];
  const forgetBefore = new Date(now.getTime() - forgetAfterMs);
  const begun = await beginAttempt(runtime.database, keys, nextTryAt, now, forgetBefore);
  if (begun.isRefused) {
    await noteRefusal(runtime, visitor, email, "too many tries");
    return tooMany(begun.waitUntil, now);
  }
  const opened = await openSession(runtime, visitor, { email: email.trim().toLowerCase(), password });
  if (opened.ok) await forgiveAttempt(runtime.database, accountKey, addressKey);
  else await noteRefusal(runtime, visitor, email, "email or password is not right");
  if (opened.ok || begun.waitUntil === null) return opened;
  return { ok: false, error: { ...opened.error, retryAfterSeconds: secondsUntil(begun.waitUntil, runtime.now()) } };
}

/** OUTSPAN_PASSWORD_SIGN_IN=off: no account is made or opened by a password. */
function withoutPasswords({ settings }: Pick<Runtime, "settings">): Result<never> {
  const name = settings.signIn.oidc?.name ?? "the provider";
  return fail("conflict", `Passwords are off here: people sign in with ${name}, and their groups give the role`);
}

/** Whether there is such an account is looked up for each refusal alike: the answer takes as long for one as for the other. */
async function noteRefusal(
  { database, noteRefusal: note }: Runtime,
  { address }: Visitor,
  typed: string,
  reason: RefusedSignIn["reason"],
): Promise<void> {
  const email = Email.safeParse(typed).data ?? null;
  const user = await findUserByEmail(database, email ?? "");
  note({ reason, address, email: email ?? typed, isAccount: user !== null });
}

/** Ends the session in the database, not just in the browser. */
export async function signOut(runtime: Runtime, visitor: Visitor): Promise<Result<Cookies>> {
  await endSession(runtime, visitor, "session.delete");
  const { headers } = await runtime.auth.api.signOut({ headers: visitor.headers, returnHeaders: true });
  return ok({ setCookie: headers.getSetCookie() });
}

/** A new session each time: one that was planted in this browser before is worth nothing afterwards. */
async function openSession(
  runtime: Runtime,
  visitor: Visitor,
  credentials: { email: string; password: string },
): Promise<Result<Cookies>> {
  const wrong = fail("unauthenticated", "Email or password is not right.");
  // better-auth would refuse these two early, and the quick answer would tell them apart.
  const isPossible = z.email().safeParse(credentials.email).success && credentials.password.length <= passwordLengthMax;
  const body = isPossible ? credentials : { email: "nobody@outspan.invalid", password: "not a password" };
  try {
    const { headers } = await runtime.auth.api.signInEmail({ body, headers: visitor.headers, returnHeaders: true });
    await endSession(runtime, visitor, "session.replace");
    return ok({ setCookie: headers.getSetCookie() });
  } catch (error) {
    if (isRefusal(error)) return wrong;
    throw error;
  }
}

async function endSession(runtime: Runtime, visitor: Visitor, action: string): Promise<void> {
  const session = await findSession(runtime, visitor.headers);
  if (session === null) return;
  const actor: Actor = { kind: "user", id: session.user.id, name: session.user.email };
  await deleteSession(runtime.database, actor, session.id, action, runtime.now());
}

/** better-auth says by an APIError that email or password is wrong. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && error.statusCode === 401;
}

function tooMany(waitUntil: Date, now: Date): Result<never> {
  const retryAfterSeconds = secondsUntil(waitUntil, now);
  const seconds = retryAfterSeconds === 1 ? "1 second" : `${retryAfterSeconds} seconds`;
  return fail("rate_limited", `Too many tries. Try again in ${seconds}.`, { retryAfterSeconds });
}

function secondsUntil(until: Date, now: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
}
