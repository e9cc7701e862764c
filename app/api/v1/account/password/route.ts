// One's own password, changed: the answer sets the cookie of a new session.
import { defineAccountChange } from "#lib/api/account-route";
import { noContent } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { changePassword } from "#lib/changes/account";
import { PasswordChange } from "#lib/own-account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineAccountChange(PasswordChange, async (asking, submission) => {
  const changed = await changePassword(asking, submission);
  if (!changed.ok) return changed;
  const answer = noContent();
  for (const line of changed.data.setCookie) answer.headers.append("set-cookie", line);
  return ok(answer);
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
