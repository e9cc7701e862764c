// How long the next try must wait after failed sign-ins: grows per account and per address, and is bounded, so that
// nobody can lock somebody else out for long.
import { createHash } from "node:crypto";

type Pace = { free: number; waitMsMax: number };

/** Tries that cost nothing; then 1 s, 2 s, 4 s … up to the bound. */
const paces: Record<"account" | "address", Pace> = {
  account: { free: 4, waitMsMax: 60_000 },
  address: { free: 20, waitMsMax: 300_000 },
};

/** Failures older than this are forgotten. */
export const forgetAfterMs = 3600_000;

export function attemptKey(kind: "account" | "address", value: string): string {
  return `${kind}:${createHash("sha256").update(value.toLowerCase()).digest("base64url")}`;
}

/** When the next try may be made; null = at once. */
export function nextTryAt(attempt: { key: string; failures: number; lastAt: string }): Date | null {
  const pace = paces[attempt.key.startsWith("account:") ? "account" : "address"];
  const beyond = attempt.failures - pace.free;
  if (beyond < 0) return null;
  return new Date(Date.parse(attempt.lastAt) + Math.min(1000 * 2 ** beyond, pace.waitMsMax));
}
