// How long the next try must wait after failed sign-ins: grows per account and per address, and is bounded, so that
// nobody can lock somebody else out for long.
import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";

type Pace = { free: number; waitMsMax: number };

/** Tries that cost nothing; then 1 s, 2 s, 4 s … up to the bound. */
const paces: Record<"account" | "address", Pace> = {
  account: { free: 4, waitMsMax: 60_000 },
  // Shorter than an account's: many people may stand behind one address, and their passwords are right.
  address: { free: 20, waitMsMax: 30_000 },
};

/** Failures older than this are forgotten. */
export const forgetAfterMs = 3600_000;

export function attemptKey(kind: "account" | "address", value: string): string {
  const counted = kind === "address" ? network(value) : value;
  return `${kind}:${createHash("sha256").update(counted.toLowerCase()).digest("base64url")}`;
}

/** An IPv6 address counts by its /64: a single computer picks among 2^64 of them. */
function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
  const before = groupsOf(head);
  // An IPv4 tail stands for two groups, and never among the first four.
  const after = groupsOf(tail ?? "").flatMap((group) => (group.includes(".") ? ["0", "0"] : [group]));
  const gap = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const groups = [...before, ...(tail === undefined ? [] : gap), ...after].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** When the next try may be made; null = at once. */
export function nextTryAt(attempt: { key: string; failures: number; lastAt: string }): Date | null {
  const pace = paces[attempt.key.startsWith("account:") ? "account" : "address"];
  const beyond = attempt.failures - pace.free;
  if (beyond < 0) return null;
  return new Date(Date.parse(attempt.lastAt) + Math.min(1000 * 2 ** beyond, pace.waitMsMax));
}
