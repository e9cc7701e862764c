// What the engine is told of this instance: the one place where its configuration is gathered from the database, secrets
// opened. Knows neither sockets nor pages; nothing of it is written anywhere here.
import { createHash } from "node:crypto";
import type { Database } from "#lib/db/client";
import { readConfigurationMark } from "#lib/db/configuration-mark";
import { type DestinationRecord, listRestorableRows } from "#lib/db/destination";
import { hadIngestKey, listIngestKeyRows } from "#lib/db/key";
import { openDestination, type Sealer } from "#lib/db/sealed-destination";
import { openSecret } from "#lib/db/sealed-secret";
import { openWebhook } from "#lib/db/sealed-webhook";
import { listSecretRows, type SecretRecord } from "#lib/db/secret";
import { readSettingsRow, type StoredWebhook } from "#lib/db/settings";
import { withNamedSecrets } from "#lib/destination/named-secret-headers";
import { secretNamesIn } from "#lib/destination/named-secret-use";
import type { ProbedDestination } from "#lib/destination/schema";
import type { EngineClient } from "#lib/engine/client";
import type { Env } from "#lib/env";
import { namesOf } from "#lib/settings";

type EngineConfiguration = Parameters<EngineClient["configure"]>[0];

export type ConfigurationParts = {
  database: Database;
  sealer: Sealer;
  settings: Pick<Env, "namespace" | "environment" | "workspace"> & { origin: string };
  listeners: EngineConfiguration["listeners"];
  /** What was deleted before that cannot come back. */
  restorableAfter: () => Date;
};

export type ConfigurationSource = {
  load(): Promise<EngineConfiguration>;
  /** Whether the database holds something else than what was loaded last: another node may have written it. */
  isOutdated(): Promise<boolean>;
};

export function configurationSource(parts: ConfigurationParts): ConfigurationSource {
  const { database, sealer, settings, listeners } = parts;
  let seen: string | null = null;
  return {
    async load() {
      // Before the rows: what is written in between is looked at once more.
      const mark = await readConfigurationMark(database);
      const rows = await listRestorableRows(database, parts.restorableAfter());
      const secrets = (await listSecretRows(database.kysely)).map((row) => ({ row, opened: openSecret(sealer, row) }));
      const { names, webhooks } = (await readSettingsRow(database)).settings;
      const ingestKeys = await listIngestKeyRows(database);
      const asksForKey = await hadIngestKey(database);
      seen = mark;
      return {
        listeners,
        destinations: rows.map((row) => toldOf(sealer, row, secrets)),
        names: namesOf(names, settings),
        // Of several nodes one engine sends them, and is told so every second (lib/notice-duty.ts).
        webhooks: database.kind === "sqlite" ? openWebhooks(sealer, webhooks) : [],
        origin: settings.origin,
        ingestKeys,
        asksForKey,
      };
    },
    isOutdated: async () => seen !== null && (await readConfigurationMark(database)) !== seen,
  };
}

type Secret = { row: SecretRecord; opened: ReturnType<typeof openSecret> };

export function openWebhooks(sealer: Sealer, webhooks: readonly StoredWebhook[]): EngineConfiguration["webhooks"] {
  return webhooks.flatMap((webhook) => {
    const url = openWebhook(sealer, webhook);
    return url === null ? [] : [{ url, format: webhook.format }];
  });
}

function toldOf(
  sealer: Sealer,
  row: DestinationRecord,
  secrets: readonly Secret[],
): EngineConfiguration["destinations"][number] {
  const opened = openDestination(sealer, row);
  const destination = withNamedSecrets(
    opened,
    secrets.map((secret) => secret.opened),
  );
  return {
    id: row.id,
    revision: revisionOf(row, opened, secrets),
    isPaused: row.pausedAt !== null,
    destination: row.deletedAt === null ? destination : { ...destination, enabled: false },
  };
}

const revisionBits = 24;

/**
 * What was learned of a destination holds for one revision of its settings, and the value of a secret is one of them. The engine
 * asks only whether two are the same.
 */
function revisionOf({ revision }: DestinationRecord, opened: ProbedDestination, secrets: readonly Secret[]): number {
  const names = secretNamesIn(opened);
  if (names.length === 0) return revision;
  const used = secrets.filter(({ row }) => names.includes(row.name));
  const mark = JSON.stringify(used.map(({ row }) => [row.name, row.revision, row.createdAt]));
  const digest = createHash("sha256").update(mark).digest();
  return revision * 2 ** revisionBits + digest.readUIntBE(0, revisionBits / 8);
}
