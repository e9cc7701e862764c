// Notices of an Outspan with several nodes: one message each, sent by the owner's engine, which is told how the others are doing. Where
// it stands is kept in the database, so that the next owner neither repeats nor loses. On a file the engine does it alone.
import type { Database } from "#lib/db/client";
import { findInstanceFact, writeInstanceFact } from "#lib/db/instance";
import type { EngineClient } from "#lib/engine/client";
import { type NoticeDuty, SavedNotices } from "#lib/engine/notice/duty";
import type { Nodes } from "#lib/node/nodes";
import { regularly } from "#lib/regularly";

export type NoticeDutyParts = {
  database: Database;
  client: Pick<EngineClient, "takeNoticeDuty">;
  nodes: Pick<Nodes, "isOwner" | "ownsForMs" | "others">;
  /** Milliseconds since 1970, of this machine. */
  nowMs?: () => number;
  webhooks(): Promise<NoticeDuty["webhooks"]>;
};

const fact = "notices";
const everyMs = 1000;

/** Returns how to stop. */
export function startNoticeDuty(parts: NoticeDutyParts): () => Promise<void> {
  if (parts.database.kind === "sqlite") return async () => {};
  return regularly(everyMs, "Notices could not be handed to the engine", () => handOver(parts));
}

/** The engine's part ends with the console's: however late this arrives, and without another word. */
export async function handOver(parts: NoticeDutyParts): Promise<void> {
  const { database, client, nodes, nowMs = Date.now } = parts;
  const untilMs = nowMs() + nodes.ownsForMs();
  if (!nodes.isOwner()) return;
  const text = await findInstanceFact(database, fact);
  const saved = text === null ? null : (SavedNotices.safeParse(JSON.parse(text)).data ?? null);
  const webhooks = await parts.webhooks();
  const taken = await client.takeNoticeDuty({ webhooks, untilMs, elsewhere: elsewhere(nodes), saved });
  if (!taken.ok || !nodes.isOwner()) return;
  const next = JSON.stringify(taken.data);
  if (next !== text) await writeInstanceFact(database, fact, next);
}

/** What neither waits nor fails there says nothing. */
function elsewhere(nodes: Pick<Nodes, "others">): NoticeDuty["elsewhere"] {
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
