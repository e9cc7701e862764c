// Everything in the database that is sealed with the sealing key: what a rotation seals anew. Whoever seals a new column adds it
// here; a test looks for sealed texts in every table.
import type { Queries } from "#lib/db/client";
import { resealDestination } from "#lib/db/sealed-destination";
import { resealSecret, type SecretSealer } from "#lib/db/sealed-secret";
import { resealWebhooks } from "#lib/db/sealed-webhook";
import { listSecretRows } from "#lib/db/secret";
import { storedSettingsOf } from "#lib/db/settings";
import { twoFactorContext } from "#lib/db/two-factor";

export type Resealed = { rows: number /** Did not open with the old key, and stay as they are. */; unopened: number };

type Keys = { from: SecretSealer; to: SecretSealer };
/** true: sealed anew; false: it did not open. */
type Each = AsyncGenerator<boolean>;

const columns: ((queries: Queries, keys: Keys) => Each)[] = [destinations, webhooks, secrets, twoFactors];

/** Within one transaction, together with the mark of the new key. */
export async function resealAll(queries: Queries, keys: Keys): Promise<Resealed> {
  const resealed: Resealed = { rows: 0, unopened: 0 };
  for (const column of columns) {
    for await (const isOpen of column(queries, keys)) {
      if (isOpen) resealed.rows++;
      else resealed.unopened++;
    }
  }
  return resealed;
}

async function* destinations(queries: Queries, { from, to }: Keys): Each {
  const rows = await queries.selectFrom("destination").selectAll().where("secrets", "is not", null).execute();
  for (const row of rows) {
    const secrets = resealDestination(from, to, row);
    if (secrets !== null) {
      await queries.updateTable("destination").set({ secrets }).where("id", "=", row.id).execute();
    }
    yield secrets !== null;
  }
}

async function* webhooks(queries: Queries, { from, to }: Keys): Each {
  const row = await queries.selectFrom("settings").select("body").executeTakeFirstOrThrow();
  const settings = storedSettingsOf(row.body);
  const all = resealWebhooks(from, to, settings.webhooks);
  const body = JSON.stringify({ ...settings, webhooks: all.webhooks });
  await queries.updateTable("settings").set({ body }).execute();
  for (const isOpen of all.isOpen) yield isOpen;
}

async function* secrets(queries: Queries, { from, to }: Keys): Each {
  for (const row of await listSecretRows(queries)) {
    const content = resealSecret(from, to, row);
    if (content !== null) await queries.updateTable("secret").set(content).where("name", "=", row.name).execute();
    yield content !== null;
  }
}

async function* twoFactors(queries: Queries, { from, to }: Keys): Each {
  for (const { userId, secret } of await queries.selectFrom("twoFactor").select(["userId", "secret"]).execute()) {
    const text = from.unseal(secret, twoFactorContext(userId));
    if (text !== null) {
      const sealed = to.seal(text, twoFactorContext(userId));
      await queries.updateTable("twoFactor").set({ secret: sealed }).where("userId", "=", userId).execute();
    }
    yield text !== null;
  }
}
