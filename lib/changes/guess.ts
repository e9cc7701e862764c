// Whatever may be guessed (a password, a code) is judged here, one after the other from one place: counted before, in advance, and given
// back after. Each failure says how long the next try waits. Knows neither passwords nor codes.
import { Email } from "#lib/account";
import { knownBrowser } from "#lib/auth/known-browser";
import type { RefusedSignIn } from "#lib/auth/refused-sign-ins";
import { attemptKey, forgetAfterMs, nextTryAt, placeKey } from "#lib/auth/sign-in-delay";
import { beginAttempt, forgiveAttempt, returnAttempt } from "#lib/db/attempt";
import { findCredential } from "#lib/db/password";
import { findUserByEmail } from "#lib/db/user";
import { type AppError, fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** Where the request came from: its headers, and the client's address where it is known. */
export type Visitor = { headers: Headers; address: string | null };

/** `open`: right so far, more is asked for. It forgives nothing: else it would make guessing the rest free. */
export type Judged<T> =
  | { kind: "right" | "open"; data: T }
  | { kind: "wrong"; reason: RefusedSignIn["reason"]; error: AppError };

/** What a guess is counted for: its own place, and what it shares with others. */
export type Counted = { email: string; own: string; shared: string[]; isKnown: boolean; isSignedIn?: boolean };

/** At the sign-in: a browser that is known for this account for itself, any other with its network, and with all that are not known. */
export async function countSignIn(runtime: Runtime, { headers, address }: Visitor, typed: string): Promise<Counted> {
  const email = typed.trim();
  const known = Email.safeParse(email).data;
  const credential = known === undefined ? null : await findCredential(runtime.database, known);
  const browser = knownBrowser(runtime, headers, credential?.hash ?? "");
  if (credential !== null && browser !== null)
    return { email, own: attemptKey("browser", browser), shared: [], isKnown: true };
  const ofAddress = address === null ? [] : [attemptKey("address", address)];
  return { email, own: placeKey(email, address), shared: [attemptKey("account", email), ...ofAddress], isKnown: false };
}

export async function judgeGuess<T>(
  runtime: Runtime,
  visitor: Visitor,
  counted: Counted,
  judge: () => Promise<Judged<T>>,
): Promise<Result<T>> {
  // Several right ones at once from one place are right one after the other.
  const judged = await runtime.inTurn(counted.own, () => judgeNext(runtime, visitor, counted, judge));
  return judged ?? fail("rate_limited", "Too many tries at once. Try again in 1 second.", { retryAfterSeconds: 1 });
}

async function judgeNext<T>(
  runtime: Runtime,
  visitor: Visitor,
  counted: Counted,
  judge: () => Promise<Judged<T>>,
): Promise<Result<T>> {
  const { own, shared } = counted;
  const now = runtime.now();
  const keys = [own, ...shared];
  const forgetBefore = new Date(now.getTime() - forgetAfterMs);
  const begun = await beginAttempt(runtime.database, keys, nextTryAt, now, forgetBefore);
  if (begun.isRefused) {
    await noteRefusal(runtime, visitor, counted, "too many tries");
    return { ok: false, error: tooMany(begun.waitUntil, now) };
  }
  const judged = await judge();
  if (judged.kind === "wrong") {
    await noteRefusal(runtime, visitor, counted, judged.reason);
    if (begun.waitUntil === null) return { ok: false, error: judged.error };
    const waitSeconds = secondsUntil(begun.waitUntil, runtime.now());
    const retryAfterSeconds = Math.max(waitSeconds, judged.error.retryAfterSeconds ?? 0);
    return { ok: false, error: { ...judged.error, retryAfterSeconds } };
  }
  if (judged.kind === "right") await forgiveAttempt(runtime.database, own, shared);
  else await returnAttempt(runtime.database, keys);
  return ok(judged.data);
}

/** Whether there is such an account is looked up for each refusal alike: the answer takes as long for one as for the other. */
async function noteRefusal(
  { database, noteRefusal: note }: Runtime,
  { address }: Visitor,
  { email: typed, isSignedIn }: Counted,
  reason: RefusedSignIn["reason"],
): Promise<void> {
  const email = Email.safeParse(typed).data ?? null;
  const user = await findUserByEmail(database, email ?? "");
  await note({ reason, address, email: email ?? typed, isAccount: user !== null, ...(isSignedIn && { isSignedIn }) });
}

export function tooMany(waitUntil: Date, now: Date): AppError {
  const retryAfterSeconds = secondsUntil(waitUntil, now);
  const seconds = retryAfterSeconds === 1 ? "1 second" : `${retryAfterSeconds} seconds`;
  return { code: "rate_limited", message: `Too many tries. Try again in ${seconds}.`, retryAfterSeconds };
}

function secondsUntil(until: Date, now: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
}
