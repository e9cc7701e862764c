// What goes to the engine by itself for as long as the console runs: its configuration, whoever changed it, and the audit.
// Knows neither pages nor sockets.
import { randomUUID } from "node:crypto";
import { type AuditExport, auditIsWanted, startAuditExport } from "#lib/audit-export";
import type { Database } from "#lib/db/client";
import type { EngineClient } from "#lib/engine/client";
import { type EngineLink, linkEngine } from "#lib/engine/link";
import type { ConfigurationSource, EngineConfiguration } from "#lib/engine-configuration";
import { regularly } from "#lib/regularly";
import { unexpected } from "#lib/unexpected";

type HandoverParts = {
  client: EngineClient;
  source: ConfigurationSource;
  database: Database;
  now: () => Date;
  /** How often the database is looked at for what another node changed, or the purge. */
  lookEveryMs: number;
};

export function startHandover({ client, source, database, now, lookEveryMs }: HandoverParts): EngineLink {
  let audit: AuditExport | null = null;
  let told: EngineConfiguration | null = null;
  const startAudit = () =>
    startAuditExport({
      database,
      isWanted: () => told !== null && auditIsWanted(told.destinations.map(({ destination }) => destination)),
      send: (body) => client.ingest("audit", "logs", body),
      holder: randomUUID(),
      now,
      onError: (error) => void unexpected(error, "The audit could not be exported", {}),
    });
  const noting: EngineClient = {
    ...client,
    async configure(configuration, abort) {
      const isTaken = await client.configure(configuration, abort);
      if (!isTaken) return false;
      told = configuration;
      // Not before: until then nobody knows whether the audit is wanted, and the engine must know it before the rows come.
      audit ??= startAudit();
      return true;
    },
  };
  const link = linkEngine(noting, source.load);
  const stopLooking = regularly(lookEveryMs, "The database could not be looked at for changes", async () => {
    if (await source.isOutdated()) await link.reconfigure();
  });
  return {
    ...link,
    async reconfigure() {
      await link.reconfigure();
      audit?.nudge();
    },
    async stop() {
      await link.stop();
      await Promise.all([stopLooking(), audit?.stop()]);
    },
  };
}
