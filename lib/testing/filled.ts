// Fills an installation with one of everything that is sealed, and with rows of every kind that a move or a copy must bring along.
import { createDestination, deleteDestination } from "#lib/changes/destination";
import { createSecret } from "#lib/changes/secret";
import { saveWebhooks } from "#lib/changes/settings";
import { admin } from "#lib/changes/testing/instance";
import { beginTwoFactor, twoFactorContext } from "#lib/db/two-factor";
import { createFirstUser } from "#lib/db/user";
import type { Runtime } from "#lib/runtime";

export const planted = {
  header: "planted-header-4f1c",
  deleted: "planted-deleted-4f1c",
  webhook: "planted-webhook-4f1c",
  named: "planted-named-4f1c",
  twoFactor: "PLANTEDTWOFACTOR",
};

const destination = (name: string, value: string) => ({
  name,
  connection: {
    transport: "http",
    endpoint: "http://127.0.0.1:4318",
    headers: [{ name: "api-key", value, secret: true }],
  },
  signals: { traces: { enabled: true }, logs: { enabled: true } },
  sources: ["otlp", "audit"],
});

/** Ids of what was made. */
export async function fill(runtime: Runtime): Promise<{ destination: string; person: string }> {
  const { database, now } = runtime;
  const created = await createDestination(runtime, admin, destination("Kept", planted.header));
  const deleted = await createDestination(runtime, admin, destination("Deleted", planted.deleted));
  if (!created.ok || !deleted.ok) throw new Error("The destinations were refused");
  await deleteDestination(runtime, admin, { id: deleted.data.id, revision: "any" });
  const url = `http://127.0.0.1:9/${planted.webhook}`;
  const webhooks = await saveWebhooks(runtime, admin, [{ name: "Hook", format: "json", url }]);
  const secret = await createSecret(runtime, admin, {
    name: "vendor",
    origins: ["https://otlp.example.com:443"],
    values: { "OTEL_HEADER_api-key": planted.named },
  });
  if (!webhooks.ok || !secret.ok) throw new Error(JSON.stringify([webhooks, secret]));
  const system = { kind: "system", id: null, name: "Outspan" } as const;
  const user = { email: "ada@example.com", role: "admin", passwordHash: "none" };
  const person = await createFirstUser(database, system, user, now());
  if (person === null) throw new Error("There was a person already");
  const sealed = runtime.seal(planted.twoFactor, twoFactorContext(person.id));
  await beginTwoFactor(database, { userId: person.id, secret: sealed }, now());
  const postgres = database.kind === "postgres";
  const moment = postgres ? now() : now().toISOString();
  await database.kysely
    .insertInto("session")
    .values({
      ...{ id: "s1", token: "t1", userId: person.id, ipAddress: null, userAgent: null },
      ...{ expiresAt: moment, createdAt: moment, updatedAt: moment },
    })
    .execute();
  return { destination: created.data.id, person: person.id };
}

/** One more; its id. */
export async function addDestination(runtime: Runtime, name: string): Promise<string> {
  const created = await createDestination(runtime, admin, destination(name, planted.header));
  if (!created.ok) throw new Error(created.error.message);
  return created.data.id;
}
