// Rows of named secrets: who may get them and who set them as JSON, the values as one sealed blob that this file cannot open.
import * as z from "zod";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { type Change, nameOf, type RevisionChange } from "#lib/db/destination";
import { appendRevision, deleteRevisions } from "#lib/db/revision";
import { awaitUsers } from "#lib/db/secret-lock";
import { secretNamesIn } from "#lib/destination/named-secret-use";
import { KeptSecret } from "#lib/destination/secret-revision";
import { fail, ok, type Result } from "#lib/result";

export type SecretRecord = {
  name: string;
  body: string;
  sealed: string;
  revision: number;
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string;
  updatedBy: string;
  /** JSON of a Mark. */
  provisioned: string | null;
};

/** `provisioned` absent = as it was. */
export type SecretContent = Pick<SecretRecord, "body" | "sealed" | "expiresAt"> & { provisioned?: string };

/** A destination that names secrets; a deleted one that may come back among them. */
export type SecretUser = { id: string; name: string; secrets: string[] };

export async function listSecretRows(queries: Queries): Promise<SecretRecord[]> {
  return queries.selectFrom("secret").selectAll().orderBy("name").execute();
}

export async function findSecretRow(queries: Queries, name: string): Promise<SecretRecord | null> {
  if (!isName(name)) return null;
  return (await queries.selectFrom("secret").selectAll().where("name", "=", name).executeTakeFirst()) ?? null;
}

/** In the order they were made. `after`: what was deleted before that cannot come back. */
export async function listSecretUsers(queries: Queries, after: Date): Promise<SecretUser[]> {
  const rows = await queries
    .selectFrom("destination")
    .select(["id", "body"])
    .where((where) => where.or([where("deletedAt", "is", null), where("deletedAt", ">", after.toISOString())]))
    .where("body", "like", '%"secret":"%')
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  return rows.flatMap(({ id, body }) => {
    const secrets = secretNamesIn(Naming.parse(JSON.parse(body)));
    return secrets.length === 0 ? [] : [{ id, name: nameOf(body), secrets }];
  });
}

/** The parts of a stored destination that name secrets: a thousand of them are read for one list. */
const Names = z.object({ secret: z.string().optional() }).optional();
const NamingSignal = z.object({ enabled: z.boolean(), connection: Names }).optional();
const Naming = z.object({
  connection: Names,
  signals: z.object({ traces: NamingSignal, metrics: NamingSignal, logs: NamingSignal }),
});

export function insertSecret(
  database: Database,
  actor: Actor,
  name: string,
  content: SecretContent,
  change: RevisionChange,
  now: Date,
): Promise<Result<SecretRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<SecretRecord>> => {
    const at = now.toISOString();
    const row = await transaction
      .insertInto("secret")
      .values({
        provisioned: null,
        name,
        ...content,
        revision: 1,
        createdAt: at,
        updatedAt: at,
        updatedBy: authorOf(actor),
      })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) {
      return fail("invalid", "One field is not right", {
        fields: { "/name": ["A secret with this name exists already"] },
      });
    }
    await note(transaction, actor, now, row, change);
    return ok(row);
  });
}

/** Writes the next revision; a conflict where `revision` is not the one stored. */
export function updateSecret(
  database: Database,
  actor: Actor,
  { name, revision }: { name: string; revision: number },
  content: SecretContent,
  change: RevisionChange,
  now: Date,
): Promise<Result<SecretRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<SecretRecord>> => {
    const row = await transaction
      .updateTable("secret")
      .set({ ...content, revision: revision + 1, updatedAt: now.toISOString(), updatedBy: authorOf(actor) })
      .where("name", "=", name)
      .where("revision", "=", revision)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return stale(transaction, name);
    await note(transaction, actor, now, row, change);
    return ok(row);
  });
}

/** A conflict that names the destinations where one uses it, or where `revision` is given and not the one stored. */
export async function deleteSecret(
  database: Database,
  actor: Actor,
  { name, revision }: { name: string; revision: number | "any" },
  restorableAfter: Date,
  now: Date,
): Promise<Result<null>> {
  if (!isName(name)) return notFound();
  return database.kysely.transaction().execute(async (transaction): Promise<Result<null>> => {
    await awaitUsers(database.kind, transaction, name);
    const found = await findSecretRow(transaction, name);
    if (found === null) return notFound();
    if (revision !== "any" && revision !== found.revision) return conflict(found.revision);
    const users = (await listSecretUsers(transaction, restorableAfter)).filter(({ secrets }) => secrets.includes(name));
    if (users.length > 0) return fail("conflict", usedWords(name, users));
    await transaction.deleteFrom("secret").where("name", "=", name).execute();
    await deleteRevisions(transaction, "secret", [name]);
    await appendAudit(transaction, actor, now, entry({ action: "secret.delete", fields: [] }, name));
    return ok(null);
  });
}

/** Enough to find them by. */
const namedMax = 5;

function usedWords(name: string, users: readonly { name: string }[]): string {
  const named = users.slice(0, namedMax).map((user) => user.name);
  const more = users.length > namedMax ? ` and ${users.length - namedMax} more` : "";
  return `${name} is used by ${named.join(", ")}${more}: choose another secret there first`;
}

async function stale(queries: Queries, name: string): Promise<Result<never>> {
  const row = await findSecretRow(queries, name);
  return row === null ? notFound() : conflict(row.revision);
}

function conflict(revision: number): Result<never> {
  return fail("conflict", `Somebody else saved this secret in the meantime (revision ${revision})`);
}

function notFound(): Result<never> {
  return fail("not_found", "There is no such secret");
}

/** Its revision and its audit row. */
async function note(
  queries: Queries,
  actor: Actor,
  now: Date,
  { name, revision, body, expiresAt }: SecretRecord,
  change: RevisionChange,
): Promise<void> {
  const kept = JSON.stringify(KeptSecret.parse({ ...JSON.parse(body), expiresAt }));
  await appendRevision(queries, actor, now, { kind: "secret", id: name }, { ...change, revision, body: kept });
  await appendAudit(queries, actor, now, { ...entry(change, name), detail: { revision } });
}

function entry({ action, fields }: Change, name: string) {
  return { action, noun: { kind: "secret", id: name, name }, outcome: "done" as const, fields };
}

function authorOf({ kind, name }: Actor): string {
  return JSON.stringify({ kind, name });
}

/** Names come from address bars: PostgreSQL refuses a NUL in a text, and nobody needs to look for a megabyte. */
function isName(text: string): boolean {
  return /^[a-z0-9][a-z0-9_.-]{0,62}$/.test(text);
}
