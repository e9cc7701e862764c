// Another sealing key for everything that is sealed, while Outspan stands still. Whatever cuts it off, one of the two keys fits the
// database afterwards and is there: the new one lies on disk before the rows take it, and they take it all at once.
import { appendAudit } from "#lib/db/audit";
import type { Queries } from "#lib/db/client";
import { keyFact, takeKeyAlone } from "#lib/db/key-lock";
import { nodesSeenWithin } from "#lib/db/node";
import { type Resealed, resealAll } from "#lib/db/sealed-columns";
import { sealerOf } from "#lib/db/sealer";
import type { Env } from "#lib/env";
import { fail, ok, type Result } from "#lib/result";
import { adoptNextKey, keyMark, makeNextKey } from "#lib/sealing-key";
import { openStore } from "#lib/store";

type Step = "key made" | "rows sealed" | "committed";
type Rotated = Resealed & { sessions: number };

/** Who beat within this is named where somebody is still there. */
const seenMs = 10_000;

/**
 * The caller holds the data directory. The new key is made in the data directory, or comes from OUTSPAN_SECRET_KEY_NEXT where
 * the present one came from the environment too. `reached` is told of each step.
 */
export async function rotateKey(
  env: Env,
  now: Date,
  reached: (step: Step) => void = () => {},
): Promise<Result<Rotated>> {
  const isOwnFile = env.secretKey === null;
  if (!isOwnFile && env.secretKeyNext === null) {
    return fail(
      "invalid",
      "OUTSPAN_SECRET_KEY_NEXT is missing: the new key, 32 bytes in base64 (openssl rand -base64 32)",
    );
  }
  const store = await openStore(env, now);
  if (!store.ok) return isOwnFile ? store : explained(env, store);
  const { database, sealingKey } = store.data;
  try {
    const next = isOwnFile ? makeNextKey(env) : ok(env.secretKeyNext ?? sealingKey);
    if (!next.ok) return next;
    if (next.data.equals(sealingKey)) return fail("invalid", "OUTSPAN_SECRET_KEY_NEXT is the key that is used now");
    reached("key made");
    const rotated = await database.kysely.transaction().execute(async (transaction): Promise<Result<Rotated>> => {
      if (!(await takeKeyAlone(database, transaction))) return stillRunning(transaction);
      const resealed = await resealAll(transaction, { from: sealerOf(sealingKey), to: sealerOf(next.data) });
      const sessions = await endSessions(transaction);
      await transaction
        .updateTable("instance")
        .set({ value: keyMark(next.data) })
        .where("key", "=", keyFact)
        .execute();
      await appendAudit(transaction, { kind: "system", id: null, name: "command line" }, now, {
        action: "instance.rotate_key",
        noun: { kind: "instance", id: null, name: null },
        outcome: "done",
        fields: [],
        detail: { ...resealed, sessions },
      });
      reached("rows sealed");
      return ok({ ...resealed, sessions });
    });
    if (!rotated.ok) return rotated;
    reached("committed");
    const adopted = isOwnFile ? adoptNextKey(env) : ok(undefined);
    return adopted.ok ? rotated : adopted;
  } finally {
    await database.close();
  }
}

/** Also one that stalls or is just starting: it has a connection. One that was cut off looks at the key before it gets another. */
async function stillRunning(queries: Queries): Promise<Result<never>> {
  const seen = (await nodesSeenWithin(queries, seenMs)).map(({ name }) => name);
  return fail(
    "conflict",
    seen.length > 0
      ? `Stop every node first; still running: ${seen.join(", ")}`
      : "Stop every node and command first: none was seen in the last seconds, but one still has a connection to the database (pg_stat_activity shows from where)",
  );
}

/** Their cookies are signed with a key that comes of the old one. */
async function endSessions(queries: Queries): Promise<number> {
  const ended = await queries.deleteFrom("session").executeTakeFirst();
  return Number(ended.numDeletedRows);
}

/** Done before, and started again with the old key: that is no damage. */
async function explained(env: Env, refused: Result<never> & { ok: false }): Promise<Result<never>> {
  if (refused.error.code !== "invalid" || env.secretKeyNext === null) return refused;
  const again = await openStore({ ...env, secretKey: env.secretKeyNext }, new Date());
  if (!again.ok) return refused;
  await again.data.database.close();
  return fail("conflict", "The rotation is done already: start with OUTSPAN_SECRET_KEY set to the new key");
}
