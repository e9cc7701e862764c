// Who sent these headers: a session's user. A program is known by its key (api-key.ts). Knows neither Next nor the API's problem format.
import * as z from "zod";
import type { KeyRole, Role } from "#lib/auth/permissions";
import { roles } from "#lib/auth/permissions";
import type { Actor } from "#lib/db/audit";
import { touchSession } from "#lib/db/session";
import type { Runtime } from "#lib/runtime";

/** `signedInAt`: when the session was opened that they sit at. */
export type User = { id: string; email: string; role: Role; signedInAt: Date };

/** Who asks, with what it takes to write the audit row. `address`: from where, as the console's server saw it. */
export type Identity = {
  /** `file`: the configuration file of OUTSPAN_CONFIG, by its name. */
  kind: "user" | "key" | "file";
  id: string;
  name: string;
  role: KeyRole;
  address?: string | null;
  /** Of a person; a key never signs in. */
  signedInAt?: Date;
};

export type Session = { id: string; user: User };

/** A session that was not used for this long is over. */
export const idleMsMax = 7 * 24 * 3600_000;
/** Use is written down at most this often. */
const touchMs = 5 * 60_000;

export async function sessionUser(runtime: Runtime, headers: Headers): Promise<User | null> {
  return (await findSession(runtime, headers))?.user ?? null;
}

export async function findSession(runtime: Runtime, headers: Headers): Promise<Session | null> {
  if (!headers.has("cookie")) return null;
  const found = await runtime.auth.api.getSession({ headers });
  // Their sessions ended when they were deactivated; one that was being opened at that moment may be left.
  if (found === null || typeof found.user.deactivatedAt === "string") return null;
  const now = runtime.now();
  const idleMs = now.getTime() - found.session.updatedAt.getTime();
  if (idleMs > idleMsMax || found.session.expiresAt <= now) return null;
  if (idleMs > touchMs) await touchSession(runtime.database, found.session.id, found.user.id, now);
  const role = z.enum(roles).parse(found.user.role);
  return {
    id: found.session.id,
    user: { id: found.user.id, email: found.user.email, role, signedInAt: found.session.createdAt },
  };
}

export function identityOf(user: User, address: string | null = null): Identity {
  return { kind: "user", id: user.id, name: user.email, role: user.role, address, signedInAt: user.signedInAt };
}

export function actorOf(identity: Identity): Actor {
  return { kind: identity.kind, id: identity.id, name: identity.name };
}
