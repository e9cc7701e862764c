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
  /** Somebody who is signed in was asked once more who they are. */
  isSignedIn?: boolean;
};

export type NoteRefusal = (refused: RefusedSignIn) => Promise<void>;

/** `email`: of an account; else `account` holds a digest of what was typed. */
export type RefusalLine = {
  reason: string;
  address: string | null;
  account: string;
  email: string | null;
  isSignedIn?: boolean;
  count: number;
};

const pairsMax = 10_000;
const lineEveryMs = 60_000;
const digestLength = 12;

export function createRefusalNotes(now: () => Date, write: (line: RefusalLine) => Promise<void>): NoteRefusal {
  // Names that are no account's come in any number: they take nothing from those that are.
  const known = createBook(now);
  const unknown = createBook(now);
  return async ({ reason, address, email, isAccount, isSignedIn = false }) => {
    const account = attemptKey("account", email);
    const count = (isAccount ? known : unknown)(
      `${account} ${attemptKey("address", address ?? "")}${isSignedIn ? " signed in" : ""}`,
    );
    if (count === null) return;
    const digest = account.slice("account:".length, "account:".length + digestLength);
    const name = isAccount ? email.toLowerCase() : null;
    await write({
      reason,
      address,
      account: name ?? `unknown (${digest})`,
      email: name,
      count,
      ...(isSignedIn && { isSignedIn }),
    });
  };
}

/** Counts by pair. Null: not now; it is told with the pair's next line. */
function createBook(now: () => Date): (pair: string) => number | null {
  const limitAll = createRateLimit(now, { burst: 60, perSecond: 1 });
  const pairs = new Map<string, { count: number; writtenAt: number }>();
  return (pair) => {
    const at = now().getTime();
    const { count, writtenAt } = pairs.get(pair) ?? { count: 0, writtenAt: Number.NEGATIVE_INFINITY };
    // Only who may have a line of its own takes one of all lines.
    const isWritten = at - writtenAt >= lineEveryMs && limitAll("all") === null;
    pairs.delete(pair);
    pairs.set(pair, isWritten ? { count: 0, writtenAt: at } : { count: count + 1, writtenAt });
    const oldest = pairs.keys().next().value;
    if (pairs.size > pairsMax && oldest !== undefined) pairs.delete(oldest);
    return isWritten ? count + 1 : null;
  };
}
