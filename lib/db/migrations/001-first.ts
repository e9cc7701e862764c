// The first tables: accounts (better-auth's four), destinations, audit, one-time tokens, sign-in attempts, instance facts.
import { type Kysely, sql } from "kysely";
import type { Tables } from "#lib/db/tables";

type Kind = "sqlite" | "postgres";

export async function first(db: Kysely<Tables>, kind: Kind): Promise<void> {
  await accounts(db, kind);
  await destinations(db);
  await audit(db, kind);
  await db.schema
    .createTable("token")
    .addColumn("hash", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("email", "text")
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("expiresAt", "text", (column) => column.notNull())
    .addColumn("usedAt", "text")
    .execute();
  await db.schema
    .createTable("attempt")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("failures", "integer", (column) => column.notNull())
    .addColumn("lastAt", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("instance")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
}

/** As better-auth wants them; `role` is ours. */
async function accounts(db: Kysely<Tables>, kind: Kind): Promise<void> {
  const moment = kind === "postgres" ? "timestamptz" : "text";
  const flag = kind === "postgres" ? "boolean" : "integer";
  await db.schema
    .createTable("user")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("email", "text", (column) => column.notNull().unique())
    .addColumn("emailVerified", flag, (column) => column.notNull())
    .addColumn("image", "text")
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("createdAt", moment, (column) => column.notNull())
    .addColumn("updatedAt", moment, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("session")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("expiresAt", moment, (column) => column.notNull())
    .addColumn("token", "text", (column) => column.notNull().unique())
    .addColumn("createdAt", moment, (column) => column.notNull())
    .addColumn("updatedAt", moment, (column) => column.notNull())
    .addColumn("ipAddress", "text")
    .addColumn("userAgent", "text")
    .addColumn("userId", "text", (column) => column.notNull().references("user.id").onDelete("cascade"))
    .execute();
  await db.schema.createIndex("session_userId").on("session").column("userId").execute();
  await db.schema
    .createTable("account")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("accountId", "text", (column) => column.notNull())
    .addColumn("providerId", "text", (column) => column.notNull())
    .addColumn("userId", "text", (column) => column.notNull().references("user.id").onDelete("cascade"))
    .addColumn("accessToken", "text")
    .addColumn("refreshToken", "text")
    .addColumn("idToken", "text")
    .addColumn("accessTokenExpiresAt", moment)
    .addColumn("refreshTokenExpiresAt", moment)
    .addColumn("scope", "text")
    .addColumn("password", "text")
    .addColumn("createdAt", moment, (column) => column.notNull())
    .addColumn("updatedAt", moment, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("account_userId").on("account").column("userId").execute();
  await db.schema
    .createTable("verification")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("identifier", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("expiresAt", moment, (column) => column.notNull())
    .addColumn("createdAt", moment, (column) => column.notNull())
    .addColumn("updatedAt", moment, (column) => column.notNull())
    .execute();
}

async function destinations(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("destination")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("secrets", "text")
    .addColumn("schemaVersion", "integer", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("updatedAt", "text", (column) => column.notNull())
    .addColumn("updatedBy", "text", (column) => column.notNull())
    .addColumn("deletedAt", "text")
    .execute();
}

async function audit(db: Kysely<Tables>, kind: Kind): Promise<void> {
  await db.schema
    .createTable("audit")
    .addColumn("id", kind === "postgres" ? "bigserial" : "integer", (column) =>
      kind === "postgres" ? column.primaryKey() : column.primaryKey().autoIncrement(),
    )
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("actorKind", "text", (column) => column.notNull())
    .addColumn("actorId", "text")
    .addColumn("actorName", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("nounKind", "text", (column) => column.notNull())
    .addColumn("nounId", "text")
    .addColumn("nounName", "text")
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("fields", "text", (column) => column.notNull())
    .execute();
  await appendOnly(db, kind);
}

/** The database itself refuses to rewrite history. */
async function appendOnly(db: Kysely<Tables>, kind: Kind): Promise<void> {
  if (kind === "sqlite") {
    for (const verb of ["update", "delete"]) {
      await sql`create trigger ${sql.ref(`audit_no_${verb}`)} before ${sql.raw(verb)} on audit
        begin select raise(abort, 'audit is append-only'); end`.execute(db);
    }
    return;
  }
  await sql`create function audit_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'audit is append-only'; end $$`.execute(db);
  await sql`create trigger audit_append_only before update or delete on audit
    for each row execute function audit_is_append_only()`.execute(db);
}
