// Reads of the audit for its page, the API and a download: pages and the whole of a filter, with what changed in words.
import { changesOf } from "#lib/audit/changes";
import type { AuditItem, AuditList } from "#lib/audit/entry";
import type { ReadFilter } from "#lib/audit/filter";
import type { AuditRecord } from "#lib/db/audit";
import { type AuditActor, listAuditActions, listAuditActors } from "#lib/db/audit-facets";
import { listAudit } from "#lib/db/audit-list";
import { findRevisionBodies, keyOf, type Named } from "#lib/db/audit-revisions";
import type { Database } from "#lib/db/client";
import { bodyOf } from "#lib/db/saved-destination";
import { withDefaults } from "#lib/destination/resolve";
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
  return { items: await itemsOf(database, rows), next: next === null ? null : String(next), searchedTo };
}

/** The whole of it, newest first, page by page: memory holds one. */
export async function* downloadAudit(filter: ReadFilter, abort: AbortSignal): AsyncGenerator<AuditItem[]> {
  const { database } = await runtime();
  for (let cursor: number | null = null; !abort.aborted; ) {
    const page = await listAudit(database, filter, { cursor, limit: downloadedAtOnce });
    yield await itemsOf(database, page.rows);
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

/** With the values that changed, where both revisions around a row are still kept. */
async function itemsOf(database: Database, rows: readonly AuditRecord[]): Promise<AuditItem[]> {
  const wanted = rows.flatMap((row) => {
    const after = revisionOf(row);
    return after === null ? [] : [after, beforeOf(after)];
  });
  const bodies = await findRevisionBodies(database, wanted);
  return rows.map((row) => ({ ...row, changes: changesIn(bodies, row) }));
}

function changesIn(bodies: ReadonlyMap<string, string>, row: AuditRecord): AuditItem["changes"] {
  const named = revisionOf(row);
  if (named === null) return null;
  const after = bodies.get(keyOf(named));
  const before = bodies.get(keyOf(beforeOf(named)));
  if (after === undefined || before === undefined) return null;
  // A default that was written out changes nothing.
  const [from, to] = [before, after].map((body) => withDefaults(bodyOf({ body })));
  return from && to ? changesOf(from, to, row.fields) : null;
}

/** A first revision changed nothing. */
function revisionOf({ noun, detail }: AuditRecord): Named | null {
  const { revision } = detail;
  if (noun.kind !== "destination" || noun.id === null || typeof revision !== "number" || revision < 2) return null;
  return { id: noun.id, revision };
}

function beforeOf({ id, revision }: Named): Named {
  return { id, revision: revision - 1 };
}
