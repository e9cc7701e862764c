// Reads of the audit for its page, the API and a download: pages and the whole of a filter, with what changed in words.
import type { AuditItem, AuditList } from "#lib/audit/entry";
import type { ReadFilter } from "#lib/audit/filter";
import type { AuditRecord } from "#lib/db/audit";
import { type AuditActor, listAuditActions, listAuditActors } from "#lib/db/audit-facets";
import { listAudit } from "#lib/db/audit-list";
import { runtime } from "#lib/runtime";

export type AuditChoices = { actors: AuditActor[]; actions: string[] };

const downloadedAtOnce = 500;

/** `cursor`: behind this row. */
export async function readAudit(
  filter: ReadFilter,
  { cursor, limit }: { cursor: number | null; limit: number },
): Promise<AuditList> {
  const { database } = await runtime();
  const { rows, next, searchedTo } = await listAudit(database, filter, { cursor, limit });
  return { items: await itemsOf(rows), next: next === null ? null : String(next), searchedTo };
}

/** The whole of it, newest first, page by page: memory holds one. */
export async function* downloadAudit(filter: ReadFilter, abort: AbortSignal): AsyncGenerator<AuditItem[]> {
  const { database } = await runtime();
  for (let cursor: number | null = null; !abort.aborted; ) {
    const page = await listAudit(database, filter, { cursor, limit: downloadedAtOnce });
    yield await itemsOf(page.rows);
    if (page.next === null) return;
    cursor = page.next;
  }
}

/** Whom and what there is to choose from. */
export async function readAuditChoices(): Promise<AuditChoices> {
  const { database } = await runtime();
  const [actors, actions] = await Promise.all([listAuditActors(database), listAuditActions(database)]);
  return { actors, actions };
}

async function itemsOf(rows: readonly AuditRecord[]): Promise<AuditItem[]> {
  return rows.map((row) => ({ ...row, changes: null }));
}
