// Whether who asks may still do what an admin may, looked at inside the transaction of what they ask for: a request that was let in a
// moment before its admin became something else would give that back, or more. Knows no session and no permission but this one.
import type { Actor } from "#lib/db/audit";
import type { Queries } from "#lib/db/client";
import { fail, ok, type Result } from "#lib/result";

/** Ask after locking the table of what is changed. */
export async function stillAdmin(queries: Queries, { kind, id }: Actor): Promise<Result<null>> {
  if (id === null) return ok(null);
  if (kind === "key") {
    const key = await queries.selectFrom("apiKey").select("revokedAt").where("id", "=", id).executeTakeFirst();
    return key === undefined || key.revokedAt === null ? ok(null) : lost();
  }
  const user = await queries
    .selectFrom("user")
    .select(["role", "deactivatedAt"])
    .where("id", "=", id)
    .executeTakeFirst();
  return user === undefined || (user.role === "admin" && user.deactivatedAt === null) ? ok(null) : lost();
}

function lost(): Result<never> {
  return fail("forbidden", "You are no admin any more: this was taken from you at this moment");
}
