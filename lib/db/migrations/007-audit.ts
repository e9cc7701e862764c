// What a million rows of the audit need: an index for each filter of its page, and one door in the wall around it, for retention.
import { type Kysely, sql } from "kysely";
import type { Tables } from "#lib/db/tables";

/** Rows older than this moment may be deleted while it stands in `instance`: written and removed in the prune's own transaction. */
export const pruneHorizon = "audit prune horizon";

export async function audit(db: Kysely<Tables>, kind: "sqlite" | "postgres"): Promise<void> {
  await index(db, "at");
  await index(db, "actorKind", "actorId", "id");
  await index(db, "action", "id");
  await index(db, "nounKind", "id");
  // One noun's rows: beside the index above SQLite would not take the longer one, and PostgreSQL walks a million rows for the shorter.
  await (kind === "sqlite" ? index(db, "nounId", "id") : index(db, "nounKind", "nounId", "id"));
  await (kind === "sqlite" ? doorOnSqlite(db) : doorOnPostgres(db));
}

function index(db: Kysely<Tables>, ...columns: (keyof Tables["audit"])[]): Promise<void> {
  return db.schema
    .createIndex(`audit_${columns.join("_")}`)
    .on("audit")
    .columns(columns)
    .execute();
}

async function doorOnSqlite(db: Kysely<Tables>): Promise<void> {
  await sql`drop trigger audit_no_delete`.execute(db);
  await sql`create trigger audit_no_delete before delete on audit
    when old.at >= coalesce((select value from instance where key = ${sql.lit(pruneHorizon)}), '')
    begin select raise(abort, 'audit is append-only'); end`.execute(db);
}

async function doorOnPostgres(db: Kysely<Tables>): Promise<void> {
  await sql`create or replace function audit_is_append_only() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' then
      if old.at < (select value from instance where key = ${sql.lit(pruneHorizon)}) then return old; end if;
    end if;
    raise exception 'audit is append-only';
  end $$`.execute(db);
  await sql`create trigger audit_no_truncate before truncate on audit
    for each statement execute function audit_is_append_only()`.execute(db);
}
