// What a provider's claims say of a person: email, groups, and by them the role. Pure; whether the claims can be trusted was
// decided before.
import * as z from "zod";
import { emailLengthMax } from "#lib/account";
import type { Role } from "#lib/auth/permissions";
import type { GroupRole } from "#lib/sign-in-settings";

export type Claims = Record<string, unknown>;
/** `isVerified`: as the provider says; null = it says nothing of it. */
export type ClaimedEmail = { address: string; isVerified: boolean | null };

/**
 * The value of a claim by its name or dotted path. Names may hold dots themselves (`https://example.com/groups`,
 * `resource_access.my.client.roles`): the longest name that is there goes first.
 */
function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== "object" || claims === null) return undefined;
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parts.slice(0, length).join(".");
    if (!Object.hasOwn(claims, name)) continue;
    const value: unknown = Reflect.get(claims, name);
    const found = length === parts.length ? value : claimAt(value, parts.slice(length).join("."));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A list of names, one name, or an object whose keys are the names (Zitadel); null = the claim is not there. */
export function groupsOf(claims: Claims, path: string): string[] | null {
  const value = claimAt(claims, path);
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.filter((group) => typeof group === "string");
  return typeof value === "object" && value !== null ? Object.keys(value) : null;
}

/** The first that fits: the settings hold the highest role first. */
export function roleFor(groups: readonly string[], rules: readonly GroupRole[]): Role | null {
  return rules.find(({ group }) => group === null || groups.includes(group))?.role ?? null;
}

/**
 * Null where there is none. Of an address under another name (Entra's `preferred_username`) nothing is said, whatever stands beside.
 */
export function emailOf(claims: Claims): ClaimedEmail | null {
  const { email, email_verified: verified, preferred_username: username, upn } = claims;
  if (isAddress(email)) {
    const isUntold = verified === undefined || verified === null;
    return { address: email.toLowerCase(), isVerified: isUntold ? null : verified === true || verified === "true" };
  }
  const other = [username, upn].find(isAddress);
  return other === undefined ? null : { address: other.toLowerCase(), isVerified: null };
}

const Address = z.email().max(emailLengthMax);

function isAddress(value: unknown): value is string {
  return Address.safeParse(value).success;
}
