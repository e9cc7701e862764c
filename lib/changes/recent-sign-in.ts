// What would let somebody be an admin later on asks whether it is still the person who signed in: a session that was left open gives
// away no lasting access. A sign-in of the last ten minutes is proof, or the password (and code) once more. Keys and commands are asked
// for none: whoever has one has proved it, and making an admin's key asks here.
import type * as z from "zod";
import type { Identity } from "#lib/auth/identity";
import { can, type KeyRole } from "#lib/auth/permissions";
import { type Asking, proveAgain } from "#lib/changes/account";
import { type Cookies, openSession } from "#lib/changes/sign-in";
import type { Actor } from "#lib/db/audit";
import { findPerson } from "#lib/db/person";
import type { SignInAgain } from "#lib/own-account";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** Who changes something, and when they signed in where they are a person at a page. */
export type By = Actor & Pick<Identity, "signedInAt">;

const recentMs = 10 * 60_000;

/** Whether somebody with this role may make more of themselves. */
export function isSensitiveRole(role: KeyRole): boolean {
  return can(role, "person:write");
}

export async function requireRecentSignIn(
  { database, settings, now }: Pick<Runtime, "database" | "settings" | "now">,
  { kind, id, signedInAt }: By,
): Promise<Result<null>> {
  if (kind !== "user") return ok(null);
  if (signedInAt !== undefined && now().getTime() - signedInAt.getTime() <= recentMs) return ok(null);
  const person = id === null ? null : await findPerson(database, id);
  if (person?.hasPassword && settings.signIn.hasPasswords) {
    return fail("precondition_required", "Confirm that it is you: this needs a sign-in of the last 10 minutes");
  }
  return fail(
    "forbidden",
    "This needs a sign-in of the last 10 minutes: sign out, and sign in through the provider again",
  );
}

/** A new session takes the place of this one, as at any sign-in. */
export async function signInAgain(asking: Asking, submission: z.output<typeof SignInAgain>): Promise<Result<Cookies>> {
  const { runtime, identity, visitor } = asking;
  const proved = await proveAgain(asking, submission);
  return proved.ok ? openSession(runtime, visitor, identity.id, proved.data) : proved;
}
