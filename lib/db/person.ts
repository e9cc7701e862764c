// People as others see and change them: role, whether they may sign in. One admin who may sign in is always left: it is
// looked at in the transaction of the change, one at a time. Knows no invitation (token.ts) and no password.
import type { AuditAction } from "#lib/audit/action";
import { stillAdmin } from "#lib/db/actor";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { revokeKeysOf } from "#lib/db/key";
import { lockTable } from "#lib/db/lock-table";
import { endSessions } from "#lib/db/session";
import { fail, ok, type Result } from "#lib/result";

export type PersonRecord = {
  id: string;
  email: string;
  role: string;
  createdAt: string;
  deactivatedAt: string | null;
  lastSeenAt: string | null;
  hasTwoFactor: boolean;
  hasPassword: boolean;
};

/** The longest here first. */
export async function listPersons(database: Database): Promise<PersonRecord[]> {
  const rows = await persons(database.kysely).orderBy("user.createdAt").orderBy("user.email").execute();
  return rows.map(recordOf);
}

export async function findPerson(database: Database, id: string): Promise<PersonRecord | null> {
  const row = await persons(database.kysely).where("user.id", "=", id).executeTakeFirst();
  return row === undefined ? null : recordOf(row);
}

/** What is absent stays. */
export type PersonRowChange = {
  role?: string | undefined;
  isActive?: boolean | undefined;
  /** Roles of the keys of their making that end with it. */
  revokeKeys: readonly string[];
};

/**
 * All of it or nothing. Deactivated: every session ends with it, and no way in is left, also no link to a new password.
 */
export function changePersonRow(
  database: Database,
  actor: Actor,
  id: string,
  { role, isActive, revokeKeys }: PersonRowChange,
  now: Date,
): Promise<Result<null>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<null>> => {
    await lockTable(transaction, "user");
    const allowed = await stillAdmin(transaction, actor);
    if (!allowed.ok) return allowed;
    const person = await transaction
      .selectFrom("user")
      .select(["id", "email", "role", "deactivatedAt"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (person === undefined) return fail("not_found", "There is no such person");
    const wasActive = person.deactivatedAt === null;
    const next = { role: role ?? person.role, isActive: isActive ?? wasActive };
    const staysAdmin = next.role === "admin" && next.isActive;
    if (!staysAdmin && (await isLastAdmin(transaction, person))) {
      return lastAdmin(person, next.isActive ? "gets another role" : "is deactivated");
    }
    if (next.role === person.role && next.isActive === wasActive) return ok(null);
    const deactivatedAt = next.isActive ? null : (person.deactivatedAt ?? now.toISOString());
    await transaction.updateTable("user").set({ role: next.role, deactivatedAt }).where("id", "=", id).execute();
    // Every write before the first audit row: its turn is taken until the commit, and others wait for it with these tables in hand.
    const isLeaving = wasActive && !next.isActive;
    if (isLeaving) {
      await transaction.deleteFrom("token").where("email", "=", person.email).where("usedAt", "is", null).execute();
    }
    const sessions = isLeaving ? await endSessions(transaction, id, null) : 0;
    await revokeKeysOf(transaction, actor, person, revokeKeys, now);
    const told = (action: AuditAction, fields: string[], detail?: Record<string, string | number>) =>
      audit(transaction, actor, now, person, action, fields, detail);
    if (isLeaving) await told("person.deactivate", ["/active"], { sessions });
    if (next.isActive && !wasActive) await told("person.reactivate", ["/active"]);
    if (next.role !== person.role) await told("person.role", ["/role"], { from: person.role, to: next.role });
    return ok(null);
  });
}

type Row = Pick<PersonRecord, "email" | "role" | "deactivatedAt"> & { id: string };

/** Whether nobody could change anything any more without this one. Ask inside the transaction, after locking the table. */
export async function isLastAdmin(queries: Queries, person: Row): Promise<boolean> {
  if (person.role !== "admin" || person.deactivatedAt !== null) return false;
  const other = await queries
    .selectFrom("user")
    .select("id")
    .where("role", "=", "admin")
    .where("deactivatedAt", "is", null)
    .where("id", "!=", person.id)
    .limit(1)
    .executeTakeFirst();
  return other === undefined;
}

function lastAdmin({ email }: Row, what: string): Result<never> {
  return fail("conflict", `${email} is the last admin. Make somebody else an admin before this one ${what}.`);
}

function audit(
  queries: Queries,
  actor: Actor,
  now: Date,
  { id, email }: Row,
  action: AuditAction,
  fields: string[],
  detail?: Record<string, string | number>,
): Promise<void> {
  const noun = { kind: "person", id, name: email };
  return appendAudit(queries, actor, now, { action, noun, outcome: "done", fields, ...(detail && { detail }) });
}

function persons(queries: Queries) {
  return queries
    .selectFrom("user")
    .leftJoin("twoFactor", "twoFactor.userId", "user.id")
    .leftJoin("account", (join) =>
      join.onRef("account.userId", "=", "user.id").on("account.providerId", "=", "credential"),
    )
    .select([
      "user.id",
      "user.email",
      "user.role",
      "user.createdAt",
      "user.deactivatedAt",
      "user.lastSeenAt",
      "twoFactor.confirmedAt",
      "account.id as accountId",
    ]);
}

function recordOf({
  createdAt,
  confirmedAt,
  accountId,
  ...row
}: Omit<PersonRecord, "createdAt" | "hasTwoFactor" | "hasPassword"> & {
  createdAt: Date | string;
  confirmedAt: string | null;
  accountId: string | null;
}): PersonRecord {
  return {
    ...row,
    createdAt: new Date(createdAt).toISOString(),
    hasTwoFactor: confirmedAt !== null,
    hasPassword: accountId !== null,
  };
}
