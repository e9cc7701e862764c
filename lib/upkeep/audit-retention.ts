// Ends what the audit keeps longer than an admin wants it to: whole days, a chunk at a time. Joins settings and audit.
import { setImmediate as pause } from "node:timers/promises";
import type { Actor } from "#lib/db/audit";
import { pruneAudit, pruneRowsMax } from "#lib/db/audit-prune";
import type { Database } from "#lib/db/client";
import { readSettingsRow } from "#lib/db/settings";

const dayMs = 24 * 3600_000;

/** Nothing while it is kept for ever. A day in UTC goes as a whole, so that each day leaves one row that says so. */
export async function pruneOldAudit(database: Database, actor: Actor, now: () => Date): Promise<void> {
  const { settings } = await readSettingsRow(database);
  if (settings.auditDays === null) return;
  const today = Math.floor(now().getTime() / dayMs) * dayMs;
  const horizon = new Date(today - settings.auditDays * dayMs);
  while ((await pruneAudit(database, actor, horizon, now())) === pruneRowsMax) await pause();
}
