// Whether a session that was opened a moment ago stands. What proved its person is looked at again in one transaction with its audit row:
// a password that was changed since, a second factor that was switched on or a deactivated account let nobody in any more.
import { appendAudit } from "#lib/db/audit";
import { type Database, isPostgres, type Queries } from "#lib/db/client";

/** `hash`: of the password that was proved. */
export type Proof = { by: "oidc" } | { by: "password" | "password and code"; hash: string };

/** False: it is gone again, and whoever holds its cookie is nobody. */
export function confirmSession(
  database: Database,
  { id, userId }: { id: string; userId: string },
  proof: Proof,
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    // Writes first: on PostgreSQL it waits for whoever is changing this person, and then sees them as they are.
    const user = await transaction
      .updateTable("user")
      .set({ lastSeenAt: now.toISOString() })
      .where("id", "=", userId)
      .where("deactivatedAt", "is", null)
      .returning("email")
      .executeTakeFirst();
    if (user === undefined || !(await stillProves(transaction, userId, proof))) {
      await transaction.deleteFrom("session").where("id", "=", id).execute();
      return false;
    }
    await appendAudit(transaction, { kind: "user", id: userId, name: user.email }, now, {
      action: "session.create",
      noun: { kind: "session", id, name: user.email },
      outcome: "done",
      fields: [],
      detail: { by: proof.by },
    });
    return true;
  });
}

/** Rows that are being changed are waited for: SQLite has one writer anyway. */
async function stillProves(queries: Queries, userId: string, proof: Proof): Promise<boolean> {
  if (proof.by === "oidc") return true;
  const credential = await queries
    .selectFrom("account")
    .select("password")
    .where("userId", "=", userId)
    .where("providerId", "=", "credential")
    .$if(isPostgres(queries), (query) => query.forShare())
    .executeTakeFirst();
  if (credential?.password !== proof.hash) return false;
  if (proof.by === "password and code") return true;
  const factor = await queries
    .selectFrom("twoFactor")
    .select("confirmedAt")
    .where("userId", "=", userId)
    .$if(isPostgres(queries), (query) => query.forShare())
    .executeTakeFirst();
  return factor === undefined || factor.confirmedAt === null;
}
