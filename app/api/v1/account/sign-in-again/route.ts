// Who sits at this session proves once more who they are: the answer sets the cookie of a new one.
import { defineAccountChange } from "#lib/api/account-route";
import { noContent } from "#lib/api/answer";
import { otherMethods } from "#lib/api/other-methods";
import { signInAgain } from "#lib/changes/recent-sign-in";
import { SignInAgain } from "#lib/own-account";
import { ok } from "#lib/result";

export const dynamic = "force-dynamic";

export const POST = defineAccountChange(SignInAgain, async (asking, submission) => {
  const proved = await signInAgain(asking, submission);
  if (!proved.ok) return proved;
  const answer = noContent();
  for (const line of proved.data.setCookie) answer.headers.append("set-cookie", line);
  return ok(answer);
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
