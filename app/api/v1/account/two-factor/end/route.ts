// Two-factor sign-in, turned off with password and code.
import { defineAccountChange } from "#lib/api/account-route";
import { noContent } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { endTwoFactor } from "#lib/changes/account";
import { PasswordAndCode } from "#lib/own-account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineAccountChange(PasswordAndCode, async (asking, submission) => {
  const done = await endTwoFactor(asking, submission);
  return done.ok ? ok(noContent()) : done;
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
