// The trace of sign-ins that failed: for each account and address a line a minute at most, with how many there were, so
// that guessing shows and fills no disk. In memory, bounded. Knows no password.
import type { OidcRefusal } from "#lib/auth/oidc-refusal";
import { createRateLimit } from "#lib/auth/rate-limit";
import { attemptKey } from "#lib/auth/sign-in-delay";

export type RefusedSignIn = {
  reason:
    | "email or password is not right"
    | "account is deactivated"
    | "account was changed meanwhile"
    | "code is not right"
    | "password is not right"
    | "too many tries"
    | `OIDC: ${OidcRefusal}`;
  address: string | null;
  /** As it was typed. */
  email: string;
  /** What people type by mistake may be their password: a name is written down only where it is an account's. */
  isAccount: boolean;
};

export type NoteRefusal = (refused: RefusedSignIn) => Promise<void>;

/** `email`: of an account; else `account` holds a digest of what was typed. */
export type RefusalLine = {
  reason: string;
  address: string | null;
  account: string;
  email: string | null;
  count: number;
};

const countsMax = 10_000;
const digestLength = 12;

export function createRefusalNotes(now: () => Date, write: (line: RefusalLine) => Promise<void>): NoteRefusal {
  const limitEach = createRateLimit(now, { burst: 1, perSecond: 1 / 60 });
  const limitAll = createRateLimit(now, { burst: 60, perSecond: 1 });
  const counts = new Map<string, number>();
  return async ({ reason, address, email, isAccount }) => {
    const account = attemptKey("account", email);
    const key = `${account} ${attemptKey("address", address ?? "")}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.delete(key);
    counts.set(key, count);
    const oldest = counts.keys().next().value;
    if (counts.size > countsMax && oldest !== undefined) counts.delete(oldest);
    if (limitEach(key) !== null || limitAll("all") !== null) return;
    counts.delete(key);
    const digest = account.slice("account:".length, "account:".length + digestLength);
    const known = isAccount ? email.toLowerCase() : null;
    await write({ reason, address, account: known ?? `unknown (${digest})`, email: known, count });
  };
}
