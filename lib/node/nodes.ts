// This node among others on the same database, for the lifetime of the console: says that it is there and how its engine is
// doing, knows the others, and whether it does the work that one does for all. On a file there is one node: this one.
import type { Database } from "#lib/db/client";
import { giveLeaseBack, leaseHolder, takeLease } from "#lib/db/lease";
import {
  awayMs,
  beatNode,
  forgetNodes,
  leaveNode,
  listOtherNodes,
  type NodeRecord,
  type NodeSelf,
  tellStatus,
} from "#lib/db/node";
import type { EngineClient } from "#lib/engine/client";
import { EngineStatus } from "#lib/engine/protocol";
import { log } from "#lib/log";
import { startNodeOrders } from "#lib/node/node-orders";
import { regularly } from "#lib/regularly";

export type OtherNode = NodeSelf & {
  seenAt: string;
  /** Not seen for 10 s: what it told is from before. */
  isAway: boolean;
  status: EngineStatus | null;
  statusAt: string | null;
};

export type Nodes = {
  /** Its id changes where another one turns out to have it. */
  readonly self: NodeSelf;
  /** Whether this one does the work that one does for all: audit export, notices, purges. */
  isOwner(): boolean;
  /** For so long it may do that from now on without asking again; 0 = it may not. */
  ownsForMs(): number;
  /** Id of the one that does. */
  owner(): string | null;
  /** As they were within the last second. */
  others(): readonly OtherNode[];
  stop(): Promise<void>;
};

export type NodeParts = {
  database: Database;
  self: NodeSelf;
  /** This process: what began later sorts behind. */
  process: string;
  /** Another id for this data directory, kept there. */
  newId(): string;
  client: Pick<EngineClient, "status" | "retry" | "discard">;
  now: () => Date;
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
/** So many beats another process must go on under the same id: one that is just ending does not. */
const doubledBeats = 3;

export function startNodes(parts: NodeParts): Nodes {
  const { database, client } = parts;
  if (database.kind === "sqlite") return onlyNode(parts.self);
  const monotonicMs = parts.monotonicMs ?? (() => performance.now());
  const everyMs = parts.beatMs ?? beatEveryMs;
  const known: Known = { self: parts.self, others: [], owner: null, ownsUntilMs: 0, beats: 0, doubled: 0 };
  // Three loops: an engine that is slow to answer must not cost a healthy node its lease.
  const stops = [
    regularly(everyMs, "This node could not tell the others that it is there", () => beat(parts, known, monotonicMs)),
    regularly(
      everyMs,
      "This node could not tell the others how it is doing",
      tellNowAndThen(parts, known, monotonicMs),
    ),
    startNodeOrders({
      ...{ database, client, now: parts.now, monotonicMs, everyMs },
      self: () => (known.beats > doubledBeats && known.doubled === 0 ? known.self : null),
    }),
  ];
  const ownsForMs = () => Math.max(0, known.ownsUntilMs - monotonicMs());
  return {
    get self() {
      return known.self;
    },
    isOwner: () => ownsForMs() > 0,
    ownsForMs,
    owner: () => known.owner,
    others: () => known.others,
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      known.ownsUntilMs = 0;
      const { id } = known.self;
      const left = [giveLeaseBack(database, ownerLease, holderOf(id, parts.process)), leaveNode(database, id)];
      await Promise.all(left).catch(() => {});
    },
  };
}

function onlyNode(self: NodeSelf): Nodes {
  const always = { isOwner: () => true, ownsForMs: () => Number.POSITIVE_INFINITY, owner: () => self.id };
  return { self, ...always, others: () => [], stop: async () => {} };
}

type Known = {
  self: NodeSelf;
  others: OtherNode[];
  owner: string | null;
  ownsUntilMs: number;
  beats: number;
  /** Beats in a row that found an older process under this id. */
  doubled: number;
};

/** The lease and the row, nothing that waits for anybody but the database. */
async function beat(parts: NodeParts, known: Known, monotonicMs: () => number): Promise<void> {
  const { database, process } = parts;
  const startedMs = monotonicMs();
  const { id } = known.self;
  const isTaken = await takeLease(database, ownerLease, holderOf(id, process), leaseMs);
  known.ownsUntilMs = isTaken ? startedMs + leaseMs - marginMs : 0;
  known.owner = isTaken ? id : idOf(await leaseHolder(database, ownerLease));
  const before = await beatNode(database, known.self, process);
  known.others = (await listOtherNodes(database, id)).map(otherOf);
  if (isTaken) await forgetNodes(database, forgetMs);
  const isDoubled = known.beats > 0 && before !== null && before < process;
  known.doubled = isDoubled ? known.doubled + 1 : 0;
  known.beats += 1;
  if (known.doubled >= doubledBeats) await becomeAnother(parts, known);
}

/** As where a data directory was copied: who was there first keeps the id. */
async function becomeAnother(parts: NodeParts, known: Known): Promise<void> {
  const { id } = known.self;
  await giveLeaseBack(parts.database, ownerLease, holderOf(id, parts.process));
  Object.assign(known, { self: { ...known.self, id: parts.newId() }, ownsUntilMs: 0, beats: 0, doubled: 0 });
  log.warn("Another node runs with the id of this data directory, which must be a copy: this one has a new id", {
    before: id,
    id: known.self.id,
  });
}

/** The process is part of it: two of one id are two. */
function holderOf(id: string, process: string): string {
  return `${id} ${process}`;
}

function idOf(holder: string | null): string | null {
  return holder?.split(" ", 1)[0] ?? null;
}

/** Always while others are there, else now and then. */
function tellNowAndThen({ database, client }: NodeParts, known: Known, monotonicMs: () => number): () => Promise<void> {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const hasCompany = known.others.some(({ isAway }) => !isAway);
    if (known.beats === 0 || (!hasCompany && monotonicMs() - toldAtMs < aloneMs)) return;
    const { id } = known.self;
    const status = await toldStatus(client);
    if (status !== null && (await tellStatus(database, id, status))) toldAtMs = monotonicMs();
  };
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
