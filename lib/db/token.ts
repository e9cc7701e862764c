// One-time tokens: the set-up link and invitations. Only their SHA-256 is kept.
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";

type TokenKind = "setup" | "invite";
export type TokenRecord = {
  kind: TokenKind;
  email: string | null;
  role: string;
  expiresAt: string;
  usedAt: string | null;
};

export type NewToken = { hash: string; kind: TokenKind; email: string | null; role: string; expiresAt: Date };

export async function findToken(database: Database, hash: string): Promise<TokenRecord | null> {
  const row = await database.kysely.selectFrom("token").selectAll().where("hash", "=", hash).executeTakeFirst();
  if (row === undefined) return null;
  return { ...row, kind: row.kind === "setup" ? "setup" : "invite" };
}

/** A new set-up link makes the older ones worthless; a new invitation those to the same person. */
export function insertToken(database: Database, actor: Actor, token: NewToken, now: Date): Promise<void> {
  return database.kysely.transaction().execute(async (transaction) => {
    let older = transaction.deleteFrom("token").where("kind", "=", token.kind).where("usedAt", "is", null);
    if (token.email !== null) older = older.where("email", "=", token.email);
    await older.execute();
    await transaction
      .insertInto("token")
      .values({ ...token, createdAt: now.toISOString(), expiresAt: token.expiresAt.toISOString(), usedAt: null })
      .execute();
    await appendAudit(transaction, actor, now, {
      action: token.kind === "setup" ? "setup.link" : "person.invite",
      noun: { kind: "person", id: null, name: token.email },
      outcome: "done",
      fields: token.email === null ? ["/role"] : ["/email", "/role"],
    });
  });
}

/** Marks the token as used, once; null where it is unknown, used or expired. The caller's transaction writes the audit row. */
export async function spendToken(queries: Queries, hash: string, now: Date): Promise<TokenRecord | null> {
  const row = await queries
    .updateTable("token")
    .set({ usedAt: now.toISOString() })
    .where("hash", "=", hash)
    .where("usedAt", "is", null)
    .where("expiresAt", ">", now.toISOString())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return null;
  return { ...row, kind: row.kind === "setup" ? "setup" : "invite" };
}
