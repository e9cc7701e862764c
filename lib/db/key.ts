// Rows of keys: hashes, never a key. Who used one from where is remembered too, so that a new address can be told.
import { stillAdmin } from "#lib/db/actor";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { lockTable } from "#lib/db/lock-table";
import type { Tables } from "#lib/db/tables";
import { SavedKey } from "#lib/key";
import { fail, ok, type Result } from "#lib/result";

export type KeyRecord = Tables["apiKey"];

type NewKey = Pick<KeyRecord, "id" | "name" | "role" | "hash" | "prefix" | "expiresAt">;

/** What works at once; revoked ones stay for the record. */
const keysMax = 1000;
const addressesMax = 200;
/** Use is written down at most this often. */
const usedEveryMs = 60_000;

export function insertKey(database: Database, actor: Actor, key: NewKey, now: Date): Promise<Result<KeyRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<KeyRecord>> => {
    await lockTable(transaction, "apiKey");
    const { count } = await transaction
      .selectFrom("apiKey")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("revokedAt", "is", null)
      .executeTakeFirstOrThrow();
    const allowed = await stillAdmin(transaction, actor);
    if (!allowed.ok) return allowed;
    const makerId = await makerOf(transaction, actor);
    if (makerId !== null && (await isDeactivated(transaction, makerId))) {
      return fail("forbidden", "This account was deactivated in the meantime");
    }
    if (Number(count) >= keysMax) return fail("conflict", `There are ${keysMax} keys already: revoke those not in use`);
    const row = await transaction
      .insertInto("apiKey")
      .values({
        ...key,
        createdAt: now.toISOString(),
        createdBy: JSON.stringify({ kind: actor.kind, name: actor.name }),
        makerId,
        lastUsedAt: null,
        lastAddress: null,
        revokedAt: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) {
      const fields = { "/name": ["A key with this name exists already: choose another, or revoke that one"] };
      return fail("conflict", `There is a key with the name ${key.name} already`, { fields });
    }
    const fields = key.expiresAt === null ? ["/name", "/role"] : ["/name", "/role", "/expiresAt"];
    const detail = { role: key.role };
    await appendAudit(transaction, actor, now, {
      action: "key.create",
      noun: nounOf(row),
      outcome: "done",
      fields,
      detail,
    });
    return ok(row);
  });
}

/** Of a key that makes another: whoever made it. */
async function makerOf(queries: Queries, { kind, id }: Actor): Promise<string | null> {
  if (kind !== "key") return kind === "user" ? id : null;
  const maker = queries.selectFrom("apiKey").select("makerId").where("id", "=", id);
  return (await maker.executeTakeFirst())?.makerId ?? null;
}

async function isDeactivated(queries: Queries, id: string): Promise<boolean> {
  const closed = queries.selectFrom("user").select("id").where("id", "=", id).where("deactivatedAt", "is not", null);
  return (await closed.executeTakeFirst()) !== undefined;
}

/** Inside the change that takes from this person what their keys may do; how many there were. */
export async function revokeKeysOf(
  queries: Queries,
  actor: Actor,
  maker: { id: string; email: string },
  roles: readonly string[],
  now: Date,
): Promise<number> {
  if (roles.length === 0) return 0;
  const rows = await queries
    .updateTable("apiKey")
    .set({ revokedAt: now.toISOString() })
    .where("makerId", "=", maker.id)
    .where("role", "in", roles)
    .where("revokedAt", "is", null)
    .returning(["id", "name", "role"])
    .execute();
  for (const row of rows) {
    const detail = { role: row.role, "made by": maker.email };
    const entry = { action: "key.revoke" as const, noun: nounOf(row), outcome: "done" as const, fields: [], detail };
    await appendAudit(queries, actor, now, entry);
  }
  return rows.length;
}

/** Null where there is no such key, or it is revoked already. */
export function revokeKeyRow(database: Database, actor: Actor, id: string, now: Date): Promise<KeyRecord | null> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("apiKey")
      .set({ revokedAt: now.toISOString() })
      .where("id", "=", id)
      .where("revokedAt", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return null;
    const detail = { role: row.role };
    await appendAudit(transaction, actor, now, {
      action: "key.revoke",
      noun: nounOf(row),
      outcome: "done",
      fields: [],
      detail,
    });
    return row;
  });
}

/** Also one that is revoked or has expired: its user is told so. */
export async function findKeyByHash(database: Database, hash: string): Promise<KeyRecord | null> {
  const row = await database.kysely.selectFrom("apiKey").selectAll().where("hash", "=", hash).executeTakeFirst();
  return row ?? null;
}

/** In the order they were made, without those that are revoked. */
export function listKeyRows(database: Database): Promise<KeyRecord[]> {
  return database.kysely
    .selectFrom("apiKey")
    .selectAll()
    .where("revokedAt", "is", null)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
}

/** What the receiver must know of them; those that have expired too, since their users are told so. */
export function listIngestKeyRows(database: Database) {
  return database.kysely
    .selectFrom("apiKey")
    .select(["id", "name", "hash", "expiresAt"])
    .where("role", "=", "ingest")
    .where("revokedAt", "is", null)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
}

/** Revoked and expired ones too: what asked for a key once opens to nobody without a word. */
export async function hadIngestKey(database: Database): Promise<boolean> {
  const keys = database.kysely.selectFrom("apiKey").select("id").where("role", "=", "ingest");
  return (await keys.limit(1).executeTakeFirst()) !== undefined;
}

/** Writes the use down, now and then; the first from an address is told in the audit. */
export async function noteKeyUse(database: Database, key: KeyRecord, address: string | null, now: Date): Promise<void> {
  const { id, lastUsedAt, lastAddress } = key;
  const isDue = lastUsedAt === null || now.getTime() - Date.parse(lastUsedAt) >= usedEveryMs;
  const isNew = address !== null && address !== lastAddress && !(await isKnownAddress(database.kysely, id, address));
  if (!isDue && !isNew) return;
  await database.kysely.transaction().execute(async (transaction) => {
    const used = { lastUsedAt: now.toISOString(), ...(address === null ? {} : { lastAddress: address }) };
    await transaction.updateTable("apiKey").set(used).where("id", "=", id).execute();
    if (isNew) await rememberAddress(transaction, key, address, now);
  });
}

async function isKnownAddress(queries: Queries, keyId: string, address: string): Promise<boolean> {
  const query = queries.selectFrom("keyAddress").select("keyId").where("keyId", "=", keyId);
  return (await query.where("address", "=", address).executeTakeFirst()) !== undefined;
}

/** Of more addresses than are kept the oldest is forgotten: used from there once more, it is told once more. */
async function rememberAddress(queries: Queries, key: KeyRecord, address: string, now: Date): Promise<void> {
  const inserted = await queries
    .insertInto("keyAddress")
    .values({ keyId: key.id, address, firstAt: now.toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .returning("keyId")
    .executeTakeFirst();
  if (inserted === undefined) return;
  const known = queries.selectFrom("keyAddress").select("address").where("keyId", "=", key.id);
  const over = await known
    .orderBy("firstAt", "desc")
    .orderBy("address")
    .offset(addressesMax)
    .limit(addressesMax)
    .execute();
  const gone = over.map((row) => row.address);
  if (gone.length > 0)
    await queries.deleteFrom("keyAddress").where("keyId", "=", key.id).where("address", "in", gone).execute();
  const actor: Actor = { kind: "key", id: key.id, name: key.name };
  const entry = {
    action: "key.used" as const,
    noun: nounOf(key),
    outcome: "done" as const,
    fields: [],
    detail: { address },
  };
  await appendAudit(queries, actor, now, entry);
}

function nounOf({ id, name }: Pick<KeyRecord, "id" | "name">) {
  return { kind: "key", id, name };
}

/** As everybody reads it. `use`: what the receiver tells of an ingest key. */
export function savedKeyOf(row: KeyRecord, use: Pick<SavedKey, "items" | "lastUsedAt"> | null): SavedKey {
  const { hash: _, revokedAt: _revoked, makerId: _maker, createdBy, ...rest } = row;
  return SavedKey.parse({
    ...rest,
    createdBy: JSON.parse(createdBy),
    items: use?.items ?? null,
    lastUsedAt: use?.lastUsedAt ?? rest.lastUsedAt,
  });
}
