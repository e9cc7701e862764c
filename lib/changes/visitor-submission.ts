// What somebody who is nobody yet sends: counted against their address before it is looked at.
import type * as z from "zod";
import { attemptKey } from "#lib/auth/sign-in-delay";
import { parseShape } from "#lib/changes/parse-shape";
import { fail, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export function readVisitorSubmission<Input>(
  { limitVisitors }: Pick<Runtime, "limitVisitors">,
  address: string | null,
  schema: z.ZodType<Input>,
  submitted: unknown,
): Result<Input> {
  const limited = limitVisitors(attemptKey("address", address ?? ""));
  if (limited !== null) return fail("rate_limited", "Too many tries at once. Try again in a moment.", limited);
  return parseShape(schema, submitted);
}
