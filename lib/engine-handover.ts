// What goes to the engine by itself for as long as the console runs: its configuration, whoever changed it, and the audit.
// Knows neither pages nor sockets.
import { type AuditExport, startAuditExport } from "#lib/audit-export";
import type { Database } from "#lib/db/client";
import type { EngineClient } from "#lib/engine/client";
import { type EngineLink, linkEngine } from "#lib/engine/link";
import { type SourceUser, wantsSource } from "#lib/engine/sources/source-user";
import { sourceUsers } from "#lib/engine/sources/source-users";
import type { ConfigurationSource } from "#lib/engine-configuration";
import { regularly } from "#lib/regularly";
import { unexpected } from "#lib/unexpected";

type HandoverParts = {
  client: EngineClient;
  source: ConfigurationSource;
  database: Database;
  now: () => Date;
  /** How often the database is looked at for what another node changed, or the purge. */
  lookEveryMs: number;
  /** Of several consoles on one database one exports the audit. */
  isOwner(): boolean;
};

export type Handover = EngineLink & {
  /** Destinations of the configuration that the engine has taken, as sources see them: without secrets. */
  users(): readonly SourceUser[];
};

export function startHandover({ client, source, database, now, lookEveryMs, isOwner }: HandoverParts): Handover {
  let audit: AuditExport | null = null;
  let users: readonly SourceUser[] | null = null;
  const startAudit = () =>
    startAuditExport({
      database,
      isWanted: () => users?.some((user) => wantsSource(user, "audit", "logs")) ?? null,
      send: (body) => client.ingest("audit", "logs", body),
      isOwner,
      now,
      onError: (error) => void unexpected(error, "The audit could not be exported", {}),
    });
  const noting: EngineClient = {
    ...client,
    async configure(configuration, abort) {
      const isTaken = await client.configure(configuration, abort);
      if (!isTaken) return false;
      users = sourceUsers(configuration.destinations);
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
    users: () => users ?? [],
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
