// The audit on its way to the engine, for the lifetime of the console: rows after a durable cursor, in order, at least once.
// Joins the database and a `send`; knows neither sockets nor pages. Of several consoles on one database one exports at a time.
import { setTimeout as wait } from "node:timers/promises";
import {
  beginAuditExport,
  type ExportState,
  endAuditExport,
  listAuditAfter,
  newestAuditId,
  readExportState,
  replaceExportState,
} from "#lib/db/audit-export";
import type { Database } from "#lib/db/client";
import { listDestinationRows } from "#lib/db/destination";
import { bodyOf } from "#lib/db/saved-destination";
import { withDefaults } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { auditRecords } from "#lib/otlp/audit-records";

export type AuditExportParts = {
  database: Database;
  /** Of the configuration that the engine has taken: it must know before the rows come. null = it has none yet. */
  isWanted(): boolean | null;
  /** Hands an OTLP logs request to the engine; true = it is on disk there. */
  send(body: Uint8Array): Promise<boolean>;
  /** Of several consoles on one database one exports. */
  isOwner(): boolean;
  now: () => Date;
  onError(error: unknown): void;
  /** How often to look when nobody nudges. */
  pollMs?: number;
};

export type AuditExport = {
  /** A change was made: look now. */
  nudge(): void;
  stop(): Promise<void>;
};

/** Whether any enabled destination with logs on lists `audit`. */
export function auditIsWanted(destinations: readonly ProbedDestination[]): boolean {
  return destinations.map(withDefaults).some(({ enabled, sources, signals }) => {
    return enabled && sources.includes("audit") && signals.logs?.enabled === true;
  });
}

const pollEveryMs = 2000;
const rowsMax = 500;

export function startAuditExport(parts: AuditExportParts): AuditExport {
  const stopping = new AbortController();
  let woken = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      woken = new AbortController();
      try {
        await exportPending(parts, stopping.signal);
      } catch (error) {
        parts.onError(error);
      }
      const signal = AbortSignal.any([stopping.signal, woken.signal]);
      await wait(parts.pollMs ?? pollEveryMs, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return {
    nudge: () => woken.abort(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Everything that waits, until the engine does not take it. Two small reads where there is nothing to do. */
export async function exportPending(parts: AuditExportParts, stopping: AbortSignal): Promise<void> {
  const { database } = parts;
  const isWanted = parts.isWanted();
  if (isWanted === null || !parts.isOwner()) return;
  if (!isWanted) return endUnwanted(database);
  for (let isMore = true; isMore && !stopping.aborted && parts.isOwner(); ) {
    const state = await readExportState(database);
    if (state === null) return beginAuditExport(database);
    if (state.cursor >= (await newestAuditId(database))) return;
    const cursor = await exportSome(parts, state);
    if (cursor <= state.cursor) return;
    // What another node took over in the meantime is its business: it sent those rows once more.
    isMore = await replaceExportState(database, state, { cursor });
  }
}

/** The database says whether it is so: another console may know of a destination that this one has not seen yet. */
async function endUnwanted(database: Database): Promise<void> {
  if ((await readExportState(database)) === null) return;
  const rows = await listDestinationRows(database);
  if (!auditIsWanted(rows.map(bodyOf))) await endAuditExport(database);
}

/** The cursor after it: the same when nothing was taken. */
async function exportSome(parts: AuditExportParts, { cursor }: ExportState): Promise<number> {
  const rows = await listAuditAfter(parts.database, cursor, rowsMax);
  const last = rows.at(-1);
  if (last === undefined) return cursor;
  return (await parts.send(auditRecords(rows, parts.now()))) ? last.id : cursor;
}
