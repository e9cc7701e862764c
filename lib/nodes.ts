// This node among others on the same database, for the lifetime of the console: says that it is there and how its engine is
// doing, knows the others, and whether it does the work that one does for all. On a file there is one node: this one.
import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "#lib/db/client";
import { giveLeaseBack, leaseHolder, takeLease } from "#lib/db/lease";
import { awayMs, beatNode, forgetNodes, leaveNode, listOtherNodes, type NodeRecord, type NodeSelf } from "#lib/db/node";
import { listOrders, removeOrder } from "#lib/db/node-order";
import type { EngineClient } from "#lib/engine/client";
import { EngineStatus } from "#lib/engine/protocol";
import { unexpected } from "#lib/unexpected";

export type OtherNode = NodeSelf & {
  seenAt: string;
  /** Not seen for 10 s: what it told is from before. */
  isAway: boolean;
  status: EngineStatus | null;
  statusAt: string | null;
};

export type Nodes = {
  self: NodeSelf;
  /** Whether this one does the work that one does for all: audit export, notices, purges. */
  isOwner(): boolean;
  /** Id of the one that does. */
  owner(): string | null;
  /** As they were within the last second. */
  others(): readonly OtherNode[];
  stop(): Promise<void>;
};

export type NodeParts = {
  database: Database;
  self: NodeSelf;
  client: Pick<EngineClient, "status" | "retry" | "discard">;
  /** Milliseconds that only grow. */
  monotonicMs?: () => number;
  beatMs?: number;
};

const ownerLease = "work";
const beatEveryMs = 1000;
/** A killed owner is replaced within this and a beat. */
const leaseMs = 5000;
/** So long before the end of the lease nothing is begun any more. */
const marginMs = 1000;
/** Alone it tells its figures now and then: for who comes later, while it is away. */
const aloneMs = 30_000;
const forgetMs = 7 * 24 * 3600_000;

export function startNodes(parts: NodeParts): Nodes {
  const { database, self } = parts;
  if (database.kind === "sqlite") {
    return { self, isOwner: () => true, owner: () => self.id, others: () => [], stop: async () => {} };
  }
  const monotonicMs = parts.monotonicMs ?? (() => performance.now());
  const known: Known = { others: [], owner: null, ownsUntilMs: 0, toldAtMs: Number.NEGATIVE_INFINITY };
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      await beat(parts, known, monotonicMs).catch((error: unknown) => {
        unexpected(error, "This node could not tell the others that it is there", {});
      });
      await wait(parts.beatMs ?? beatEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return {
    self,
    isOwner: () => monotonicMs() < known.ownsUntilMs,
    owner: () => known.owner,
    others: () => known.others,
    async stop() {
      stopping.abort();
      await running;
      known.ownsUntilMs = 0;
      await Promise.all([giveLeaseBack(database, ownerLease, self.id), leaveNode(database, self.id)]).catch(() => {});
    },
  };
}

type Known = { others: OtherNode[]; owner: string | null; ownsUntilMs: number; toldAtMs: number };

async function beat(parts: NodeParts, known: Known, monotonicMs: () => number): Promise<void> {
  const { database, self } = parts;
  const startedMs = monotonicMs();
  const isTaken = await takeLease(database, ownerLease, self.id, leaseMs);
  known.ownsUntilMs = isTaken ? startedMs + leaseMs - marginMs : 0;
  known.owner = isTaken ? self.id : await leaseHolder(database, ownerLease);
  const hasCompany = known.others.some(({ isAway }) => !isAway);
  const isDue = hasCompany || startedMs - known.toldAtMs >= aloneMs;
  const status = isDue ? await toldStatus(parts.client) : null;
  if (status !== null) known.toldAtMs = startedMs;
  await beatNode(database, self, status);
  known.others = (await listOtherNodes(database, self.id)).map(otherOf);
  await obeyOrders(parts);
  if (isTaken) await forgetNodes(database, forgetMs);
}

/** What nothing ever came for says nothing that the other nodes do not know. */
async function toldStatus(client: NodeParts["client"]): Promise<string | null> {
  const told = await client.status();
  if (!told.ok) return null;
  const items = told.data.items.filter(({ ledger }) => Object.values(ledger).some(({ received }) => received > 0));
  return JSON.stringify({ ...told.data, items });
}

function otherOf({ status, unseenMs, ...row }: NodeRecord): OtherNode {
  const { id, name, url, seenAt, statusAt } = row;
  return { id, name, url, seenAt, isAway: unseenMs >= awayMs, status: readStatus(status), statusAt };
}

/** null also where another version tells it in another shape, as during an upgrade. */
function readStatus(text: string | null): EngineStatus | null {
  return text === null ? null : (EngineStatus.safeParse(JSON.parse(text)).data ?? null);
}

/** An engine that does not answer gets it again; who asked does not wait for it. */
async function obeyOrders({ database, self, client }: NodeParts): Promise<void> {
  for (const { id, action, destination } of await listOrders(database, self.id)) {
    const done = await (action === "retry" ? client.retry(destination) : client.discard(destination));
    if (done.ok || done.error.code === "not_found") await removeOrder(database, id);
  }
}
