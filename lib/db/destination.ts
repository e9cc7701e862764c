// Rows of destinations: a JSON body with a revision, and its secrets as one sealed blob that this file cannot open.
import * as z from "zod";
import type { AuditAction } from "#lib/audit/action";
import { type Actor, type AuditEntry, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { appendRevision, deleteRevisions, type NewRevision } from "#lib/db/revision";
import { holdSecrets } from "#lib/db/secret-lock";
import type { Mark } from "#lib/provisioned";
import { fail, ok, type Result } from "#lib/result";

const schemaVersion = 1;

export type DestinationRecord = {
  id: string;
  body: string;
  secrets: string | null;
  schemaVersion: number;
  revision: number;
  createdAt: string;
  updatedAt: string;
  updatedBy: string;
  deletedAt: string | null;
  pausedAt: string | null;
  /** JSON of a Mark. */
  provisioned: string | null;
};

/** Where none of these changed, nothing that a reader sees did. */
export type DestinationVersion = Pick<DestinationRecord, "id" | "revision" | "updatedAt" | "updatedBy" | "provisioned">;

export type DestinationContent = {
  body: string;
  secrets: string | null;
  /** The named secrets that this write was judged by: they must be there when it commits. */
  named?: readonly string[];
  /** Where a file keeps it; absent = as it was. */
  mark?: Mark;
};

/** What a write tells the audit: the verb and what changed. */
export type Change = { action: AuditAction; fields: string[] };

/** And what it tells the revision that it makes. */
export type RevisionChange = Change & Pick<NewRevision, "message" | "restored" | "entered" | "hide">;

export async function listDestinationRows(database: Database): Promise<DestinationRecord[]> {
  return database.kysely
    .selectFrom("destination")
    .selectAll()
    .where("deletedAt", "is", null)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
}

/** Without their bodies, in the order they were made. */
export async function listDestinationVersions(database: Database): Promise<DestinationVersion[]> {
  return database.kysely
    .selectFrom("destination")
    .select(["id", "revision", "updatedAt", "updatedBy", "provisioned"])
    .where("deletedAt", "is", null)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
}

/** Ids and names alone: for what is asked often and needs no more. */
export async function listDestinationNames(database: Database): Promise<{ id: string; name: string }[]> {
  const rows = await database.kysely
    .selectFrom("destination")
    .select(["id", "body"])
    .where("deletedAt", "is", null)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  return rows.map(({ id, body }) => ({ id, name: nameOf(body) }));
}

export async function findDestinationRow(database: Database, id: string): Promise<DestinationRecord | null> {
  if (!isId(id)) return null;
  const row = await database.kysely
    .selectFrom("destination")
    .selectAll()
    .where("id", "=", id)
    .where("deletedAt", "is", null)
    .executeTakeFirst();
  return row ?? null;
}

/** Those that are there, and those deleted after `after`: they can come back, and so does what waits for them. */
export async function listRestorableRows(database: Database, after: Date): Promise<DestinationRecord[]> {
  return database.kysely
    .selectFrom("destination")
    .selectAll()
    .where((where) => where.or([where("deletedAt", "is", null), where("deletedAt", ">", after.toISOString())]))
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
}

export async function listDeletedDestinationRows(database: Database, after: Date): Promise<DestinationRecord[]> {
  return database.kysely
    .selectFrom("destination")
    .selectAll()
    .where("deletedAt", ">", after.toISOString())
    .orderBy("deletedAt", "desc")
    .execute();
}

export function insertDestination(
  database: Database,
  actor: Actor,
  id: string,
  content: DestinationContent,
  change: RevisionChange,
  now: Date,
): Promise<Result<DestinationRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<DestinationRecord>> => {
    const gone = await holdSecrets(database.kind, transaction, content.named ?? []);
    if (gone !== null) return gone;
    const at = now.toISOString();
    const row = await transaction
      .insertInto("destination")
      .values({
        id,
        body: content.body,
        secrets: content.secrets,
        schemaVersion,
        revision: 1,
        createdAt: at,
        updatedAt: at,
        updatedBy: JSON.stringify(authorOf(actor)),
        deletedAt: null,
        pausedAt: null,
        provisioned: content.mark === undefined ? null : JSON.stringify(content.mark),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await record(transaction, actor, now, row, change);
    return ok(row);
  });
}

/** Writes the next revision; a conflict where `revision` is not the one stored, because somebody else was faster. */
export function updateDestination(
  database: Database,
  actor: Actor,
  target: { id: string; revision: number },
  content: DestinationContent,
  change: RevisionChange,
  now: Date,
): Promise<Result<DestinationRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<DestinationRecord>> => {
    const gone = await holdSecrets(database.kind, transaction, content.named ?? []);
    if (gone !== null) return gone;
    const row = await transaction
      .updateTable("destination")
      .set({
        body: content.body,
        secrets: content.secrets,
        schemaVersion,
        revision: target.revision + 1,
        updatedAt: now.toISOString(),
        updatedBy: JSON.stringify(authorOf(actor)),
        ...(content.mark !== undefined && { provisioned: JSON.stringify(content.mark) }),
      })
      .where("id", "=", target.id)
      .where("revision", "=", target.revision)
      .where("deletedAt", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return stale(transaction, target.id);
    await record(transaction, actor, now, row, change);
    return ok(row);
  });
}

/** The revision and its line in the audit. */
async function record(
  queries: Queries,
  actor: Actor,
  now: Date,
  { id, revision, body }: DestinationRecord,
  change: RevisionChange,
): Promise<void> {
  await appendRevision(queries, actor, now, { kind: "destination", id }, { ...change, revision, body });
  const detail = { revision, ...(change.restored !== undefined && { from: change.restored }) };
  await appendAudit(queries, actor, now, { ...entry(change, id, nameOf(body)), detail });
}

/** Hides it; its row stays until the purge. A conflict where `revision` is given and not the one stored. */
export async function hideDestination(
  database: Database,
  actor: Actor,
  { id, revision }: { id: string; revision: number | "any" },
  now: Date,
): Promise<Result<null>> {
  if (!isId(id)) return notFound();
  return database.kysely.transaction().execute(async (transaction): Promise<Result<null>> => {
    const live = transaction
      .updateTable("destination")
      .set({ deletedAt: now.toISOString() })
      .where("id", "=", id)
      .where("deletedAt", "is", null);
    const meant = revision === "any" ? live : live.where("revision", "=", revision);
    const row = await meant.returning("body").executeTakeFirst();
    if (row === undefined) return stale(transaction, id);
    const change = { action: "destination.delete" as const, fields: [] };
    await appendAudit(transaction, actor, now, entry(change, id, nameOf(row.body)));
    return ok(null);
  });
}

/** Brings one back that was deleted after `after`. */
export function showDestination(
  database: Database,
  actor: Actor,
  id: string,
  after: Date,
  now: Date,
): Promise<DestinationRecord | null> {
  if (!isId(id)) return Promise.resolve(null);
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("destination")
      // The file that let it go keeps it no more, unless it is the file that brings it back.
      .set(actor.kind === "file" ? { deletedAt: null } : { deletedAt: null, provisioned: null })
      .where("id", "=", id)
      .where("deletedAt", ">", after.toISOString())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return null;
    const change = { action: "destination.undelete" as const, fields: [] };
    await appendAudit(transaction, actor, now, entry(change, id, nameOf(row.body)));
    return row;
  });
}

/** Removes for good what was deleted at `until` or before. */
export function purgeDestinations(database: Database, actor: Actor, until: Date, now: Date): Promise<string[]> {
  return database.kysely.transaction().execute(async (transaction) => {
    const rows = await transaction
      .deleteFrom("destination")
      .where("deletedAt", "<=", until.toISOString())
      .returning(["id", "body"])
      .execute();
    for (const row of rows) {
      const change = { action: "destination.purge" as const, fields: [] };
      await appendAudit(transaction, actor, now, entry(change, row.id, nameOf(row.body)));
    }
    const ids = rows.map((row) => row.id);
    await deleteRevisions(transaction, "destination", ids);
    return ids;
  });
}

async function stale(queries: Queries, id: string): Promise<Result<never>> {
  const row = await queries
    .selectFrom("destination")
    .select("revision")
    .where("id", "=", id)
    .where("deletedAt", "is", null)
    .executeTakeFirst();
  if (row === undefined) return notFound();
  return fail("conflict", `Somebody else saved this destination in the meantime (revision ${row.revision})`);
}

function notFound(): Result<never> {
  return fail("not_found", "There is no such destination");
}

function entry(change: Change, id: string, name: string): AuditEntry {
  return {
    action: change.action,
    noun: { kind: "destination", id, name },
    outcome: "done",
    fields: change.fields,
  };
}

/** `updatedBy` of api.md: what Outspan itself does makes no revision. */
function authorOf(actor: Actor): { kind: string; name: string } {
  return { kind: actor.kind, name: actor.name };
}

/** Ids come from address bars: PostgreSQL refuses a NUL in a text, and nobody needs to look for a megabyte. */
function isId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}

/** Made once: a list asks it of a thousand rows. */
const Named = z.object({ name: z.string() });

export function nameOf(body: string): string {
  return Named.parse(JSON.parse(body)).name;
}
