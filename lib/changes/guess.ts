// Whatever may be guessed (a password, a code) is judged here: counted against account and address before, in advance, and given
// back after. Each failure says how long the next try waits. Knows neither passwords nor codes.
import { Email } from "#lib/account";
import type { RefusedSignIn } from "#lib/auth/refused-sign-ins";
import { attemptKey, forgetAfterMs, nextTryAt } from "#lib/auth/sign-in-delay";
import { beginAttempt, forgiveAttempt, returnAttempt } from "#lib/db/attempt";
import { findUserByEmail } from "#lib/db/user";
import { type AppError, fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** Where the request came from: its headers, and the client's address where it is known. */
export type Visitor = { headers: Headers; address: string | null };

/** `open`: right so far, more is asked for. It forgives nothing: else it would make guessing the rest free. */
export type Judged<T> =
  | { kind: "right" | "open"; data: T }
  | { kind: "wrong"; reason: RefusedSignIn["reason"]; error: AppError };

export async function judgeGuess<T>(
  runtime: Runtime,
  visitor: Visitor,
  email: string,
  judge: () => Promise<Judged<T>>,
): Promise<Result<T>> {
  const now = runtime.now();
  const accountKey = attemptKey("account", email.trim());
  const addressKey = visitor.address === null ? null : attemptKey("address", visitor.address);
  const keys = addressKey === null ? [accountKey] : [accountKey, addressKey];
  const forgetBefore = new Date(now.getTime() - forgetAfterMs);
  const begun = await beginAttempt(runtime.database, keys, nextTryAt, now, forgetBefore);
  if (begun.isRefused) {
    await noteRefusal(runtime, visitor, email, "too many tries");
    return tooMany(begun.waitUntil, now);
  }
  const judged = await judge();
  if (judged.kind === "wrong") {
    await noteRefusal(runtime, visitor, email, judged.reason);
    if (begun.waitUntil === null) return { ok: false, error: judged.error };
    return { ok: false, error: { ...judged.error, retryAfterSeconds: secondsUntil(begun.waitUntil, runtime.now()) } };
  }
  if (judged.kind === "right") await forgiveAttempt(runtime.database, accountKey, addressKey);
  else await returnAttempt(runtime.database, keys);
  return ok(judged.data);
}

/** Whether there is such an account is looked up for each refusal alike: the answer takes as long for one as for the other. */
async function noteRefusal(
  { database, noteRefusal: note }: Runtime,
  { address }: Visitor,
  typed: string,
  reason: RefusedSignIn["reason"],
): Promise<void> {
  const email = Email.safeParse(typed).data ?? null;
  const user = await findUserByEmail(database, email ?? "");
  await note({ reason, address, email: email ?? typed, isAccount: user !== null });
}

function tooMany(waitUntil: Date, now: Date): Result<never> {
  const retryAfterSeconds = secondsUntil(waitUntil, now);
  const seconds = retryAfterSeconds === 1 ? "1 second" : `${retryAfterSeconds} seconds`;
  return fail("rate_limited", `Too many tries. Try again in ${seconds}.`, { retryAfterSeconds });
}

function secondsUntil(until: Date, now: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
}
