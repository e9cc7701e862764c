"use server";
// One's own password, second factor and sessions.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import { currentVisitor, setCookies } from "#lib/auth/session";
import * as change from "#lib/changes/account";
import { signInAgain as signInOnceMore } from "#lib/changes/recent-sign-in";
import { CodeProof, PasswordChange, PasswordProof, SignInAgain, TwoFactorEnd } from "#lib/own-account";
import { ok, type Result } from "#lib/result";

const permission = "account:write";

/** Every browser is signed out; this one gets a new session. */
export const changePassword = defineAction(
  { name: "account.password", permission, input: PasswordChange },
  async (submission, context): Promise<Result<null>> => {
    const changed = await change.changePassword({ ...context, visitor: await currentVisitor() }, submission);
    if (!changed.ok) return changed;
    await setCookies(changed.data.setCookie);
    return ok(null);
  },
);

/** Before something that would let somebody be an admin later on: this browser gets a new session. */
export const signInAgain = defineAction(
  { name: "account.sign_in_again", permission, input: SignInAgain },
  async (submission, context): Promise<Result<null>> => {
    const proved = await signInOnceMore({ ...context, visitor: await currentVisitor() }, submission);
    if (!proved.ok) return proved;
    await setCookies(proved.data.setCookie);
    return ok(null);
  },
);

export const endSession = defineAction(
  { name: "account.end_session", permission, input: z.strictObject({ id: z.string() }) },
  ({ id }, context) => change.endSession(context, id),
);

export const endOtherSessions = defineAction(
  { name: "account.end_other_sessions", permission, input: z.void() },
  async (_submission, context) => change.endOtherSessions({ ...context, visitor: await currentVisitor() }),
);

export const beginTwoFactor = defineAction(
  { name: "account.begin_two_factor", permission, input: PasswordProof },
  async (submission, context) => change.beginTwoFactor({ ...context, visitor: await currentVisitor() }, submission),
);

export const confirmTwoFactor = defineAction(
  { name: "account.confirm_two_factor", permission, input: CodeProof },
  async (submission, context) => change.confirmTwoFactor({ ...context, visitor: await currentVisitor() }, submission),
);

export const endTwoFactor = defineAction(
  { name: "account.end_two_factor", permission, input: TwoFactorEnd },
  async (submission, context) => change.endTwoFactor({ ...context, visitor: await currentVisitor() }, submission),
);

export const renewRecoveryCodes = defineAction(
  { name: "account.recovery_codes", permission, input: PasswordProof },
  async (submission, context) => change.renewRecoveryCodes({ ...context, visitor: await currentVisitor() }, submission),
);
