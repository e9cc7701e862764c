// What the engine is told of this instance: the one place where its configuration is gathered from the database, secrets
// opened. Knows neither sockets nor pages; nothing of it is written anywhere here.
import type { Database } from "#lib/db/client";
import { readConfigurationMark } from "#lib/db/configuration-mark";
import { type DestinationRecord, listRestorableRows } from "#lib/db/destination";
import { openDestination, type Sealer } from "#lib/db/sealed-destination";
import { openWebhook } from "#lib/db/sealed-webhook";
import { readSettingsRow } from "#lib/db/settings";
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
      const { names, webhooks } = (await readSettingsRow(database)).settings;
      seen = mark;
      return {
        listeners,
        destinations: rows.map((row) => toldOf(sealer, row)),
        names: namesOf(names, settings),
        webhooks: webhooks.flatMap((webhook) => {
          const url = openWebhook(sealer, webhook);
          return url === null ? [] : [{ url, format: webhook.format }];
        }),
        origin: settings.origin,
      };
    },
    isOutdated: async () => seen !== null && (await readConfigurationMark(database)) !== seen,
  };
}

function toldOf(sealer: Sealer, row: DestinationRecord): EngineConfiguration["destinations"][number] {
  const opened = openDestination(sealer, row);
  return {
    id: row.id,
    revision: row.revision,
    isPaused: row.pausedAt !== null,
    destination: row.deletedAt === null ? opened : { ...opened, enabled: false },
  };
}
