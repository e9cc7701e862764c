// Two-factor sign-in, begun: a key for an authenticator app, told once.
import { defineAccountChange } from "#lib/api/account-route";
import { json } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { beginTwoFactor } from "#lib/changes/account";
import { PasswordProof } from "#lib/own-account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineAccountChange(PasswordProof, async (asking, submission) => {
  const done = await beginTwoFactor(asking, submission);
  return done.ok ? ok(json(done.data, 201)) : done;
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
