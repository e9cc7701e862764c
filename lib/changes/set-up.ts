// What a one-time link does: the first admin's account, that of an invited person, or a new password. An open link is worth a
// password, so it is looked at before anything that costs.
import { hashPassword } from "better-auth/crypto";
import * as z from "zod";
import { Email, Password } from "#lib/account";
import { hashToken } from "#lib/auth/one-time-token";
import type { Visitor } from "#lib/changes/guess";
import { parseShape } from "#lib/changes/parse-shape";
import { type Cookies, openSession } from "#lib/changes/sign-in";
import { replacePasswordWithToken } from "#lib/db/password";
import { findToken, type TokenRecord } from "#lib/db/token";
import { createUserWithToken } from "#lib/db/user";
import { fail, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export const SetUp = z.strictObject({ token: z.string(), email: z.string(), password: z.string() });

/** Makes the account that the link stands for and signs in. An invitation is for the address it was made for. */
export async function setUp(
  runtime: Runtime,
  visitor: Visitor,
  { token, email, password }: z.output<typeof SetUp>,
): Promise<Result<Cookies>> {
  const hash = hashToken(token);
  const found = await usableToken(runtime, hash);
  const isLate = found?.kind === "setup" && (await runtime.accounts.exist());
  if (found === null || found.kind === "reset" || isLate) return spent();
  const parsed = parseShape(z.strictObject({ email: Email, password: Password }), {
    email: found.email ?? email,
    password,
  });
  if (!parsed.ok) return parsed;
  const passwordHash = await hashPassword(password);
  const account = { email: parsed.data.email, passwordHash };
  const created = await createUserWithToken(
    runtime.database,
    (user) => ({ kind: "user", id: user.id, name: user.email }),
    hash,
    account,
    runtime.now(),
  );
  if (!created.ok) return created;
  return openSession(runtime, visitor, created.data.id, { by: "password", hash: passwordHash });
}

export const NewPassword = z.strictObject({ token: z.string(), password: z.string() });

/** Signs nobody in: the sign-in asks for the second factor where there is one. Ends all their sessions. */
export async function setPassword(
  runtime: Runtime,
  { token, password }: z.output<typeof NewPassword>,
): Promise<Result<null>> {
  const tokenHash = hashToken(token);
  const found = await usableToken(runtime, tokenHash);
  if (found?.kind !== "reset") return spent();
  const parsed = parseShape(z.strictObject({ password: Password }), { password });
  if (!parsed.ok) return parsed;
  const hash = await hashPassword(password);
  return replacePasswordWithToken(runtime.database, { tokenHash, hash }, runtime.now());
}

async function usableToken({ database, now, settings }: Runtime, hash: string): Promise<TokenRecord | null> {
  if (!settings.signIn.hasPasswords) return null;
  const found = await findToken(database, hash);
  return found !== null && found.usedAt === null && found.expiresAt > now().toISOString() ? found : null;
}

function spent(): Result<never> {
  return fail("forbidden", "This link does not work any more: it was used, replaced or has expired");
}
