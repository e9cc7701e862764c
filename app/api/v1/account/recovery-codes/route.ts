// New recovery codes, told once.
import { defineAccountChange } from "#lib/api/account-route";
import { json } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { renewRecoveryCodes } from "#lib/changes/account";
import { PasswordAndCode } from "#lib/own-account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineAccountChange(PasswordAndCode, async (asking, submission) => {
  const done = await renewRecoveryCodes(asking, submission);
  return done.ok ? ok(json(done.data)) : done;
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
