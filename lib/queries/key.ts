// Reads of keys for the page and the API: what they may do and how far they are used. Never a key, never its hash.
import { listKeyRows, savedKeyOf } from "#lib/db/key";
import type { SavedKey } from "#lib/key";
import { type Runtime, runtime } from "#lib/runtime";

type Use = Pick<SavedKey, "items" | "lastUsedAt">;

/** In the order they were made, those that have expired included. Items are those of all nodes. */
export async function listKeys(): Promise<SavedKey[]> {
  const started = await runtime();
  const [rows, uses] = await Promise.all([listKeyRows(started.database), usesOf(started)]);
  return rows.map((row) => savedKeyOf(row, uses.get(row.id) ?? null));
}

async function usesOf({ engine, nodes }: Runtime): Promise<Map<string, Use>> {
  const own = await engine.client.receiver();
  const told = [...(own.ok ? [own.data] : []), ...nodes.others().flatMap(({ status }) => status ?? [])];
  const uses = new Map<string, Use>();
  for (const { id, ...use } of told.flatMap(({ keys }) => keys)) uses.set(id, added(uses.get(id), use));
  return uses;
}

function added(one: Use | undefined, other: Use): Use {
  if (!one?.items || !other.items) return one?.items ? one : other;
  const [a, b] = [one.items, other.items];
  return {
    items: { traces: a.traces + b.traces, metrics: a.metrics + b.metrics, logs: a.logs + b.logs },
    lastUsedAt: [one.lastUsedAt, other.lastUsedAt].toSorted().findLast((at) => at !== null) ?? null,
  };
}
