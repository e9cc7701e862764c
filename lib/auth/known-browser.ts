// A browser that signed in to an account before carries a sealed cookie for it, also after it signed out: whoever guesses elsewhere does
// not slow it down. It opens nothing, ends with the password it was made by, and its own guesses are counted for itself.
import { randomUUID } from "node:crypto";
import { cookieOf } from "#lib/auth/cookie-of";
import type { Runtime } from "#lib/runtime";

const lifeSeconds = 180 * 24 * 3600;

type Sealer = Pick<Runtime, "seal" | "unseal" | "settings">;

/** What tells this browser from others; null where it is not known for the account with this password. */
export function knownBrowser({ unseal, settings }: Sealer, headers: Headers, passwordHash: string): string | null {
  const sealed = cookieOf(headers.get("cookie") ?? "", nameFor(settings.origin));
  return sealed === null ? null : unseal(sealed, contextOf(passwordHash));
}

/** The `Set-Cookie` line. */
export function rememberBrowser({ seal, settings }: Sealer, passwordHash: string): string {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure(settings.origin) ? "; Secure" : ""}`;
  return `${nameFor(settings.origin)}=${seal(randomUUID(), contextOf(passwordHash))}; Max-Age=${lifeSeconds}; ${attributes}`;
}

function nameFor(origin: string): string {
  return isSecure(origin) ? "__Host-outspan.browser" : "outspan.browser";
}

function isSecure(origin: string): boolean {
  return origin.startsWith("https:");
}

/** The hash is salted: it names one account, and one password of it. */
function contextOf(passwordHash: string): string {
  return `known browser ${passwordHash}`;
}
