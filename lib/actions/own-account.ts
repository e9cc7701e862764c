"use server";
// One's own second factor and sessions. What gives this browser another session goes over the API: components/account/send-account.ts.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import { currentVisitor } from "#lib/auth/session";
import * as change from "#lib/changes/account";
import { CodeProof, PasswordAndCode, PasswordProof } from "#lib/own-account";

const permission = "account:write";

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
  { name: "account.end_two_factor", permission, input: PasswordAndCode },
  async (submission, context) => change.endTwoFactor({ ...context, visitor: await currentVisitor() }, submission),
);

export const renewRecoveryCodes = defineAction(
  { name: "account.recovery_codes", permission, input: PasswordAndCode },
  async (submission, context) => change.renewRecoveryCodes({ ...context, visitor: await currentVisitor() }, submission),
);
