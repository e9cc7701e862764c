// The story of each write of a key: made, shown once, revoked. The receiver hears of its keys before the answer goes out.
import { randomUUID } from "node:crypto";
import { actorOf, type Identity } from "#lib/auth/identity";
import { newKey } from "#lib/auth/key-text";
import { mayGrant } from "#lib/auth/permissions";
import { parseShape } from "#lib/changes/parse-shape";
import { isSensitiveRole, requireRecentSignIn } from "#lib/changes/recent-sign-in";
import { insertKey, revokeKeyRow, savedKeyOf } from "#lib/db/key";
import { fieldsOf, type Problem } from "#lib/destination/problem";
import { type CreatedKey, KeySubmission, keyNameMax } from "#lib/key";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

type Parts = Pick<Runtime, "database" | "engine" | "now">;
type Making = Parts & Pick<Runtime, "settings">;

/** The only answer that holds the key. */
export async function createKey(runtime: Making, identity: Identity, submitted: unknown): Promise<Result<CreatedKey>> {
  const parsed = parseShape(KeySubmission, submitted);
  if (!parsed.ok) return parsed;
  const { role } = parsed.data;
  if (!mayGrant(identity.role, role)) return fail("forbidden", "A key may not do more than whoever makes it");
  const name = parsed.data.name.trim();
  const expiresAt = parsed.data.expiresAt ?? null;
  const now = runtime.now();
  const problems = [...checkName(name), ...checkExpiry(expiresAt, now)];
  if (problems.length > 0) return fail("invalid", "The key was not made", { fields: fieldsOf(problems) });
  const recent = isSensitiveRole(role) ? await requireRecentSignIn(runtime, identity) : ok(null);
  if (!recent.ok) return recent;
  const { key, hash, prefix } = newKey();
  const ends = expiresAt === null ? null : new Date(expiresAt).toISOString();
  const row = { id: randomUUID(), name, role, hash, prefix, expiresAt: ends };
  const written = await insertKey(runtime.database, actorOf(identity), row, now);
  if (!written.ok) return written;
  await tellReceiver(runtime, role);
  return ok({ ...savedKeyOf(written.data, null), key });
}

/** It opens nothing from the next request on. */
export async function revokeKey(runtime: Parts, identity: Identity, id: string): Promise<Result<null>> {
  const row = await revokeKeyRow(runtime.database, actorOf(identity), id, runtime.now());
  if (row === null) return fail("not_found", "There is no such key, or it was revoked already");
  await tellReceiver(runtime, row.role);
  return ok(null);
}

async function tellReceiver({ engine }: Parts, role: string): Promise<void> {
  if (role === "ingest") await engine.reconfigure();
}

function checkName(name: string): Problem[] {
  const say = (message: string) => [{ path: "/name", code: "key.name", message, fix: null }];
  if (name === "") return say("Enter a name: who or what uses the key");
  if (name.length > keyNameMax) return say(`Use at most ${keyNameMax} characters`);
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return say("Remove the invisible characters");
  // Figures name the sum of many keys so, and the key of the environment has its name.
  if (name.startsWith("_") || name === "OUTSPAN_API_KEY")
    return say("Choose another name: Outspan uses this one itself");
  return [];
}

function checkExpiry(expiresAt: string | null, now: Date): Problem[] {
  if (expiresAt === null || Date.parse(expiresAt) > now.getTime()) return [];
  return [{ path: "/expiresAt", code: "key.expiry", message: "Choose a moment that is still to come", fix: null }];
}
