// The second factor of an account: the sealed secret of its authenticator app, the last code that was accepted, and hashes of
// recovery codes. Knows neither the secret nor what a code means.
import type { AuditAction } from "#lib/audit/action";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";

export type TwoFactorRecord = { secret: string; isOn: boolean };

/** What a sealed secret is bound to. */
export function twoFactorContext(userId: string): string {
  return `two-factor ${userId}`;
}

/** Null: never set up. Not on: being set up, and not asked for. */
export async function findTwoFactor(database: Database, userId: string): Promise<TwoFactorRecord | null> {
  const row = await database.kysely
    .selectFrom("twoFactor")
    .select(["secret", "confirmedAt"])
    .where("userId", "=", userId)
    .executeTakeFirst();
  return row === undefined ? null : { secret: row.secret, isOn: row.confirmedAt !== null };
}

export async function countRecoveryCodes(queries: Queries, userId: string): Promise<number> {
  const { count } = await queries
    .selectFrom("recoveryCode")
    .select((select) => select.fn.countAll<number | string>().as("count"))
    .where("userId", "=", userId)
    .where("usedAt", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** A secret that a code has yet to confirm. False where two-factor is on: it is turned off first. Not audited: it opens nothing. */
export async function beginTwoFactor(
  database: Database,
  { userId, secret }: { userId: string; secret: string },
  now: Date,
): Promise<boolean> {
  const written = await database.kysely
    .insertInto("twoFactor")
    .values({
      userId,
      secret,
      createdAt: now.toISOString(),
      confirmedAt: null,
      lastStep: 0,
      wrongSince: null,
      wrongAt: null,
    })
    .onConflict((conflict) =>
      conflict
        .column("userId")
        .doUpdateSet({ secret, createdAt: now.toISOString(), lastStep: 0 })
        .where("twoFactor.confirmedAt", "is", null),
    )
    .returning("userId")
    .executeTakeFirst();
  return written !== undefined;
}

/** From now on it is asked for. False where it was on already, or the secret is another one by now. */
export function confirmTwoFactor(
  database: Database,
  actor: Actor,
  { userId, secret, step, hashes }: { userId: string; secret: string; step: number; hashes: string[] },
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("twoFactor")
      .set({ confirmedAt: now.toISOString(), lastStep: step })
      .where("userId", "=", userId)
      .where("secret", "=", secret)
      .where("confirmedAt", "is", null)
      .returning("userId")
      .executeTakeFirst();
    if (row === undefined) return false;
    await writeCodes(transaction, userId, hashes, now);
    await audit(transaction, actor, now, { id: userId, name: actor.name }, "person.two_factor_on");
    return true;
  });
}

/** A code is good once: false where its step, or a later one, was accepted before. */
export async function spendStep(database: Database, userId: string, step: number): Promise<boolean> {
  const row = await database.kysely
    .updateTable("twoFactor")
    .set({ lastStep: step })
    .where("userId", "=", userId)
    .where("confirmedAt", "is not", null)
    .where("lastStep", "<", step)
    .returning("userId")
    .executeTakeFirst();
  return row !== undefined;
}

/** False where it is none of this person's, or was used. */
export function spendRecoveryCode(database: Database, actor: Actor, userId: string, hash: string, now: Date) {
  return database.kysely.transaction().execute(async (transaction): Promise<boolean> => {
    const row = await transaction
      .updateTable("recoveryCode")
      .set({ usedAt: now.toISOString() })
      .where("hash", "=", hash)
      .where("userId", "=", userId)
      .where("usedAt", "is", null)
      .returning("userId")
      .executeTakeFirst();
    if (row === undefined) return false;
    const left = await countRecoveryCodes(transaction, userId);
    await audit(transaction, actor, now, { id: userId, name: actor.name }, "person.recovery_code", { left });
    return true;
  });
}

/** The ones before are worth nothing any more. False where two-factor is off. */
export function replaceRecoveryCodes(
  database: Database,
  actor: Actor,
  { userId, hashes }: { userId: string; hashes: string[] },
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    // Changes nothing and holds the row: several who draw at once take turns.
    const row = await transaction
      .updateTable("twoFactor")
      .set(({ ref }) => ({ lastStep: ref("lastStep") }))
      .where("userId", "=", userId)
      .where("confirmedAt", "is not", null)
      .returning("userId")
      .executeTakeFirst();
    if (row === undefined) return false;
    await writeCodes(transaction, userId, hashes, now);
    await audit(transaction, actor, now, { id: userId, name: actor.name }, "person.recovery_codes");
    return true;
  });
}

/** By the person, or by an admin for somebody who lost it. False where it is off. */
export function removeTwoFactor(
  database: Database,
  actor: Actor,
  person: { id: string; email: string },
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .deleteFrom("twoFactor")
      .where("userId", "=", person.id)
      .returning("confirmedAt")
      .executeTakeFirst();
    await transaction.deleteFrom("recoveryCode").where("userId", "=", person.id).execute();
    if (row === undefined || row.confirmedAt === null) return false;
    await audit(transaction, actor, now, { id: person.id, name: person.email }, "person.two_factor_off");
    return true;
  });
}

async function writeCodes(queries: Queries, userId: string, hashes: string[], now: Date): Promise<void> {
  await queries.deleteFrom("recoveryCode").where("userId", "=", userId).execute();
  const createdAt = now.toISOString();
  const rows = hashes.map((hash) => ({ hash, userId, createdAt, usedAt: null }));
  await queries.insertInto("recoveryCode").values(rows).execute();
}

function audit(
  queries: Queries,
  actor: Actor,
  now: Date,
  { id, name }: { id: string; name: string },
  action: AuditAction,
  detail?: Record<string, number>,
): Promise<void> {
  const noun = { kind: "person", id, name };
  return appendAudit(queries, actor, now, { action, noun, outcome: "done", fields: [], ...(detail && { detail }) });
}
