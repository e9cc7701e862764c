// Two-factor sign-in, turned on with a code of the app. Recovery codes are told once.
import { defineAccountChange } from "#lib/api/account-route";
import { json } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { confirmTwoFactor } from "#lib/changes/account";
import { CodeProof } from "#lib/own-account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineAccountChange(CodeProof, async (asking, submission) => {
  const done = await confirmTwoFactor(asking, submission);
  return done.ok ? ok(json(done.data)) : done;
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
