// One-time tokens: the set-up link, invitations and links to a new password. Only their SHA-256 is kept.
import { randomUUID } from "node:crypto";
import type { AuditAction } from "#lib/audit/action";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { lockTable } from "#lib/db/lock-table";

const kinds = ["setup", "invite", "reset"] as const;
type TokenKind = (typeof kinds)[number];

export type TokenRecord = {
  id: string;
  kind: TokenKind;
  email: string | null;
  role: string;
  createdAt: string;
  expiresAt: string;
  usedAt: string | null;
};

/** `id`: of the invitation that it takes the place of. */
export type NewToken = {
  hash: string;
  kind: TokenKind;
  email: string | null;
  role: string;
  expiresAt: Date;
  id?: string;
};

const actions: Record<TokenKind, AuditAction> = {
  setup: "setup.link",
  invite: "person.invite",
  reset: "person.reset_link",
};

export async function findToken(database: Database, hash: string): Promise<TokenRecord | null> {
  const row = await database.kysely.selectFrom("token").selectAll().where("hash", "=", hash).executeTakeFirst();
  return row === undefined ? null : recordOf(row);
}

/** A new set-up link makes the older ones worthless; a new link for a person those of its kind to the same person. */
export function insertToken(database: Database, actor: Actor, token: NewToken, now: Date): Promise<string> {
  const { kind, email, role, hash, expiresAt, id = randomUUID() } = token;
  return database.kysely.transaction().execute(async (transaction) => {
    // Of several that are made at once each would else see none of the others, and all would open.
    await lockTable(transaction, "token");
    let older = transaction.deleteFrom("token").where("kind", "=", kind).where("usedAt", "is", null);
    if (email !== null) older = older.where("email", "=", email);
    const replaced = await older.returning("id").execute();
    await transaction
      .insertInto("token")
      .values({
        id,
        hash,
        kind,
        email,
        role,
        createdAt: now.toISOString(),
        expiresAt: expiresAt.toISOString(),
        usedAt: null,
      })
      .execute();
    await appendAudit(transaction, actor, now, {
      // Of an invitation that stands another link: nobody else was invited.
      action: kind === "invite" && replaced.length > 0 ? "person.invite_link" : actions[kind],
      noun: { kind: "person", id: null, name: email },
      outcome: "done",
      fields: kind === "reset" ? [] : email === null ? ["/role"] : ["/email", "/role"],
      ...(kind === "invite" && { detail: { role } }),
    });
    return id;
  });
}

/** Null where it is unknown, used or expired. */
export async function findOpenToken(queries: Queries, hash: string, now: Date): Promise<TokenRecord | null> {
  const row = await queries
    .selectFrom("token")
    .selectAll()
    .where("hash", "=", hash)
    .where("usedAt", "is", null)
    .where("expiresAt", ">", now.toISOString())
    .executeTakeFirst();
  return row === undefined ? null : recordOf(row);
}

/**
 * Marks it as used, once; false where somebody else was faster. Last of all that may fail: a failure is a value and commits. The
 * caller's transaction writes the audit row.
 */
export async function spendToken(queries: Queries, hash: string, now: Date): Promise<boolean> {
  const row = await queries
    .updateTable("token")
    .set({ usedAt: now.toISOString() })
    .where("hash", "=", hash)
    .where("usedAt", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Inside the change that makes them worthless. */
export async function endResetTokens(queries: Queries, email: string): Promise<void> {
  const open = queries.deleteFrom("token").where("usedAt", "is", null);
  await open.where("email", "=", email).where("kind", "=", "reset").execute();
}

/** Those that nobody used, also after they expired; the oldest first. */
export async function listInvitations(database: Database): Promise<TokenRecord[]> {
  const rows = await invitations(database.kysely).orderBy("createdAt").orderBy("email").execute();
  return rows.map(recordOf);
}

/** Also by a link that has expired: an admin makes a new one of it. */
export async function isInvited(queries: Queries, email: string): Promise<boolean> {
  const row = await invitations(queries).where("email", "=", email).limit(1).executeTakeFirst();
  return row !== undefined;
}

export async function findInvitation(database: Database, id: string): Promise<TokenRecord | null> {
  const row = await invitations(database.kysely).where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : recordOf(row);
}

/** False where it is not there any more. */
export function withdrawInvitation(database: Database, actor: Actor, id: string, now: Date): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .deleteFrom("token")
      .where("id", "=", id)
      .where("kind", "=", "invite")
      .where("usedAt", "is", null)
      .returning("email")
      .executeTakeFirst();
    if (row === undefined) return false;
    await auditInvitation(transaction, actor, now, "person.withdraw", row.email, []);
    return true;
  });
}

/** What the invited person will be; the link stays as it is. */
export function changeInvitation(
  database: Database,
  actor: Actor,
  { id, role }: { id: string; role: string },
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("token")
      .set({ role })
      .where("id", "=", id)
      .where("kind", "=", "invite")
      .where("usedAt", "is", null)
      .returning("email")
      .executeTakeFirst();
    if (row === undefined) return false;
    await auditInvitation(transaction, actor, now, "person.role", row.email, ["/role"], { to: role });
    return true;
  });
}

function auditInvitation(
  queries: Queries,
  actor: Actor,
  now: Date,
  action: AuditAction,
  email: string | null,
  fields: string[],
  detail: Record<string, string> = {},
): Promise<void> {
  const noun = { kind: "person", id: null, name: email };
  return appendAudit(queries, actor, now, { action, noun, outcome: "done", fields, detail });
}

function invitations(queries: Queries) {
  return queries.selectFrom("token").selectAll().where("kind", "=", "invite").where("usedAt", "is", null);
}

function recordOf({ kind, ...row }: Omit<TokenRecord, "kind"> & { kind: string }): TokenRecord {
  return { ...row, kind: kinds.find((known) => known === kind) ?? "invite" };
}
