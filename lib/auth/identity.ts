// Who sent these headers: a session's user, or the API key. Knows neither Next nor the API's problem format.
import * as z from "zod";
import { isApiKey } from "#lib/auth/api-key";
import type { Role } from "#lib/auth/permissions";
import { roles } from "#lib/auth/permissions";
import type { Actor } from "#lib/db/audit";
import { touchSession } from "#lib/db/session";
import type { Runtime } from "#lib/runtime";

export type User = { id: string; email: string; role: Role };

/** Who asks, with what it takes to write the audit row. */
export type Identity = { kind: "user" | "key"; id: string; name: string; role: Role };

export type Session = { id: string; user: User };

/** A session that was not used for this long is over. */
const idleMsMax = 7 * 24 * 3600_000;
/** Use is written down at most this often. */
const touchMs = 3600_000;

export async function sessionUser(runtime: Runtime, headers: Headers): Promise<User | null> {
  return (await findSession(runtime, headers))?.user ?? null;
}

export async function findSession(runtime: Runtime, headers: Headers): Promise<Session | null> {
  if (!headers.has("cookie")) return null;
  const found = await runtime.auth.api.getSession({ headers });
  if (found === null) return null;
  const now = runtime.now();
  const idleMs = now.getTime() - found.session.updatedAt.getTime();
  if (idleMs > idleMsMax) return null;
  if (idleMs > touchMs) await touchSession(runtime.database, found.session.id, now);
  const role = z.enum(roles).parse(found.user.role);
  return { id: found.session.id, user: { id: found.user.id, email: found.user.email, role } };
}

/** The bearer of the API key; null where the header is absent or another. */
export function keyIdentity(runtime: Runtime, headers: Headers): Identity | null {
  const token = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined || !isApiKey(token, runtime.settings.apiKey)) return null;
  return { kind: "key", id: "OUTSPAN_API_KEY", name: "OUTSPAN_API_KEY", role: "admin" };
}

export function identityOf(user: User): Identity {
  return { kind: "user", id: user.id, name: user.email, role: user.role };
}

export function actorOf(identity: Identity): Actor {
  return { kind: identity.kind, id: identity.id, name: identity.name };
}
