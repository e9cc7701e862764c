// People as others see and change them: role, whether they may sign in. One admin who may sign in is always left: it is
// looked at in the transaction of the change, one at a time. Knows no invitation (token.ts) and no password.
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { endSessions } from "#lib/db/session";
import { lockUsers } from "#lib/db/user";
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

export function setRole(
  database: Database,
  actor: Actor,
  { id, role }: { id: string; role: string },
  now: Date,
): Promise<Result<null>> {
  return change(database, id, async (transaction, person) => {
    if (person.role === role) return ok(null);
    if (role !== "admin" && (await isLastAdmin(transaction, person))) return lastAdmin(person, "gets another role");
    await transaction.updateTable("user").set({ role }).where("id", "=", id).execute();
    await audit(transaction, actor, now, person, "person.role", ["/role"], { from: person.role, to: role });
    return ok(null);
  });
}

/** Deactivated: every session ends with it, and no way in is left, also no link to a new password. */
export function setActive(
  database: Database,
  actor: Actor,
  { id, isActive }: { id: string; isActive: boolean },
  now: Date,
): Promise<Result<null>> {
  return change(database, id, async (transaction, person) => {
    if ((person.deactivatedAt === null) === isActive) return ok(null);
    if (!isActive && (await isLastAdmin(transaction, person))) return lastAdmin(person, "is deactivated");
    const deactivatedAt = isActive ? null : now.toISOString();
    await transaction.updateTable("user").set({ deactivatedAt }).where("id", "=", id).execute();
    if (isActive) {
      await audit(transaction, actor, now, person, "person.reactivate", ["/active"]);
      return ok(null);
    }
    await transaction.deleteFrom("token").where("email", "=", person.email).where("usedAt", "is", null).execute();
    const sessions = await endSessions(transaction, id, null);
    await audit(transaction, actor, now, person, "person.deactivate", ["/active"], { sessions });
    return ok(null);
  });
}

type Row = Pick<PersonRecord, "email" | "role" | "deactivatedAt"> & { id: string };

function change(
  database: Database,
  id: string,
  run: (transaction: Queries, person: Row) => Promise<Result<null>>,
): Promise<Result<null>> {
  return database.kysely.transaction().execute(async (transaction) => {
    await lockUsers(database, transaction);
    const person = await transaction
      .selectFrom("user")
      .select(["id", "email", "role", "deactivatedAt"])
      .where("id", "=", id)
      .executeTakeFirst();
    return person === undefined ? fail("not_found", "There is no such person") : run(transaction, person);
  });
}

/** Whether nobody could change anything any more without this one. Ask inside the transaction, after lockUsers. */
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
  action: string,
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
