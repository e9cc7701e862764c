// The only way a click changes anything: user, permission, rate limit, parse, run, in this order. Expected failures are
// values; a bug is logged under a reference, which is all that the browser gets to see of it.
import { unstable_rethrow } from "next/navigation";
import type * as z from "zod";
import { type Identity, identityOf } from "#lib/auth/identity";
import { limitIdentity } from "#lib/auth/limit-identity";
import { can, type Permission, refusal } from "#lib/auth/permissions";
import { currentUser, currentVisitor } from "#lib/auth/session";
import { parseShape } from "#lib/changes/parse-shape";
import { readVisitorSubmission } from "#lib/changes/visitor-submission";
import { fail, type Result } from "#lib/result";
import { type Runtime, runtime } from "#lib/runtime";
import { unexpected } from "#lib/unexpected";

type Context = { identity: Identity; runtime: Runtime };
type Options<Input> = { name: string; permission: Permission; input: z.ZodType<Input> };

export function defineAction<Input, Output>(
  { name, permission, input }: Options<Input>,
  run: (submission: Input, context: Context) => Promise<Result<Output>>,
): (submission: Input) => Promise<Result<Output>> {
  return guard(name, async (submission) => {
    const user = await currentUser();
    if (user === null) return fail("unauthenticated", "You are signed out. Sign in again to go on.");
    if (!can(user.role, permission)) return fail("forbidden", refusal(user.role, permission));
    const started = await runtime();
    const identity = identityOf(user, (await currentVisitor()).address);
    const limited = limitIdentity(started, identity, permission);
    if (limited !== null) return fail("rate_limited", "Too many changes at once. Try again in a moment.", limited);
    const parsed = parseShape(input, submission);
    return parsed.ok ? run(parsed.data, { identity, runtime: started }) : parsed;
  });
}

/** For actions of somebody who is nobody yet, set-up and sign-in: each address has its rate, whatever it sends. */
export function definePublicAction<Input, Output>(
  { name, input }: Omit<Options<Input>, "permission">,
  run: (submission: Input, runtime: Runtime) => Promise<Result<Output>>,
): (submission: Input) => Promise<Result<Output>> {
  return guard(name, async (submission) => {
    const started = await runtime();
    const { address } = await currentVisitor();
    const parsed = readVisitorSubmission(started, address, input, submission);
    return parsed.ok ? run(parsed.data, started) : parsed;
  });
}

function guard<Input, Output>(name: string, run: (submission: Input) => Promise<Result<Output>>) {
  return async (submission: Input): Promise<Result<Output>> => {
    try {
      return await run(submission);
    } catch (error) {
      // A redirect is thrown too, and is none of our business.
      unstable_rethrow(error);
      return { ok: false, error: unexpected(error, "An action failed", { action: name }) };
    }
  };
}
