// Notices of an Outspan with several nodes: one message each, sent by the owner's engine, which is told how the others are doing. Where
// it stands is kept in the database, so that the next owner neither repeats nor loses. On a file the engine does it alone.
import type { Database } from "#lib/db/client";
import { findInstanceFact, writeInstanceFact } from "#lib/db/instance";
import type { EngineClient } from "#lib/engine/client";
import { type NoticeDuty, SavedNotices } from "#lib/engine/notice/duty";
import type { Nodes } from "#lib/nodes";
import { regularly } from "#lib/regularly";

export type NoticeDutyParts = {
  database: Database;
  client: Pick<EngineClient, "takeNoticeDuty">;
  nodes: Pick<Nodes, "isOwner" | "others">;
  webhooks(): Promise<NoticeDuty["webhooks"]>;
};

const fact = "notices";
const everyMs = 1000;

/** Returns how to stop. */
export function startNoticeDuty(parts: NoticeDutyParts): () => Promise<void> {
  if (parts.database.kind === "sqlite") return async () => {};
  return regularly(everyMs, "Notices could not be handed to the engine", () => handOver(parts));
}

export async function handOver({ database, client, nodes, webhooks }: NoticeDutyParts): Promise<void> {
  if (!nodes.isOwner()) return;
  const text = await findInstanceFact(database, fact);
  const saved = text === null ? null : (SavedNotices.safeParse(JSON.parse(text)).data ?? null);
  const taken = await client.takeNoticeDuty({ webhooks: await webhooks(), elsewhere: elsewhere(nodes), saved });
  if (!taken.ok || !nodes.isOwner()) return;
  const next = JSON.stringify(taken.data);
  if (next !== text) await writeInstanceFact(database, fact, next);
}

/** What neither waits nor fails there says nothing. */
function elsewhere(nodes: NoticeDutyParts["nodes"]): NoticeDuty["elsewhere"] {
  return nodes.others().flatMap(({ status }) => {
    const items = status?.items ?? [];
    return items.filter(({ state, ledger }) => {
      return isTrouble(state) || Object.values(ledger).some(({ queued }) => queued > 0);
    });
  });
}

function isTrouble(state: string): boolean {
  return ["refused", "backlogged", "retrying"].includes(state);
}
