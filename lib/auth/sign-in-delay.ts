// How long the next try must wait after failed sign-ins: strictly where an account is tried from one place, loosely over all places that
// are not known for it, so that a stranger elsewhere slows nobody who was here before. Bounded in any case.
import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";

type Pace = { free: number; waitMsMax: number };

const strict: Pace = { free: 4, waitMsMax: 60_000 };

/** Tries that cost nothing; then 1 s, 2 s, 4 s … up to the bound. */
const paces = {
  /** An account from one network. */
  place: strict,
  /** An account from a browser that is known for it (known-browser.ts). */
  browser: strict,
  /** The password that is asked for again within a session. */
  session: strict,
  /** An account from everywhere that is not known for it: from then on a guess a minute, for all strangers together. */
  account: { free: 50, waitMsMax: 60_000 },
  // Shorter than an account's: many people may stand behind one address, and their passwords are right.
  address: { free: 20, waitMsMax: 30_000 },
} satisfies Record<string, Pace>;

type Kind = keyof typeof paces;

/** Failures older than this are forgotten. */
export const forgetAfterMs = 3600_000;

export function attemptKey(kind: Exclude<Kind, "place">, value: string): string {
  return digested(kind, kind === "address" ? network(value) : value);
}

/** Nobody's address is a place too. */
export function placeKey(account: string, address: string | null): string {
  return digested("place", `${account}\n${network(address ?? "")}`);
}

function digested(kind: Kind, value: string): string {
  return `${kind}:${createHash("sha256").update(value.toLowerCase()).digest("base64url")}`;
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
  const [kind = ""] = attempt.key.split(":");
  const pace: Pace = Object.hasOwn(paces, kind) ? paces[kind as Kind] : strict;
  const beyond = attempt.failures - pace.free;
  if (beyond < 0) return null;
  return new Date(Date.parse(attempt.lastAt) + Math.min(1000 * 2 ** beyond, pace.waitMsMax));
}
