// Two nodes on one PostgreSQL, each with an engine that is a few arrow functions.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "#lib/db/client";
import { giveLeaseBack, leaseHolder, takeLease } from "#lib/db/lease";
import { migrate } from "#lib/db/migrate";
import { beatNode, forgetNodes, listOtherNodes, nodesSeenWithin } from "#lib/db/node";
import { listOrders, orderOfNodes } from "#lib/db/node-order";
import { databaseKinds, newLocation, open, type TestLocation } from "#lib/db/testing/databases";
import { awayClient } from "#lib/engine/testing/away";
import { type NodeParts, type Nodes, startNodes } from "#lib/nodes";
import { ok } from "#lib/result";

const now = new Date("2026-01-01T00:00:00.000Z");
const idle = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} };
const signal = {
  state: "delivering" as const,
  since: now.toISOString(),
  lastSuccessAt: null,
  nextAttemptAt: null,
  lastOutcome: null,
};
const counts = { traces: 0, metrics: 0, logs: 0 };

function engine(received: number, obeyed: string[] = []): NodeParts["client"] {
  const item = {
    id: "d1",
    state: "delivering" as const,
    since: now.toISOString(),
    signals: { traces: signal, metrics: signal, logs: signal },
    ledger: { traces: { ...idle, received, delivered: received }, metrics: idle, logs: idle },
    queue: { bytes: 0, oldestAt: null, bytesMax: 1024, fullAt: null },
    sources: [],
    rate: { deliveredPerSecond: 0, recent: [] },
    diagnosis: [],
  };
  const receiver = {
    ...{ http: "127.0.0.1:4318", grpc: null, tls: false, token: false, keys: 0, problems: [], accepted: counts },
    ...{ unrouted: counts, services: [], log: { bytes: 0, bytesMax: 1024 }, containers: null },
  };
  return {
    status: async () => ok({ items: [item], receiver, keys: [] }),
    async retry(id) {
      obeyed.push(`retry ${id}`);
      return ok("tried");
    },
    async discard(id) {
      obeyed.push(`discard ${id}`);
      return ok({ items: 1 });
    },
  };
}

const self = (id: string) => ({ id, name: `host-${id}:3000`, url: "http://127.0.0.1:3000" });

describe.each(databaseKinds)("leases and nodes on %s", (kind) => {
  let place: TestLocation;
  let database: Database;
  beforeEach(async () => {
    place = await newLocation(kind);
    database = open(place.location);
    await migrate(database, now);
  });
  afterEach(async () => {
    await database.close();
    await place.remove();
  });

  test("a lease has one holder, who renews it; another gets it when it is over or given back", async () => {
    expect(await takeLease(database, "work", "a", 60_000)).toBe(true);
    expect(await takeLease(database, "work", "a", 60_000)).toBe(true);
    expect(await takeLease(database, "work", "b", 60_000)).toBe(false);
    expect(await leaseHolder(database, "work")).toBe("a");
    await giveLeaseBack(database, "work", "b");
    expect(await leaseHolder(database, "work")).toBe("a");
    expect(await takeLease(database, "work", "a", -1)).toBe(true);
    expect(await leaseHolder(database, "work")).toBeNull();
    expect(await takeLease(database, "work", "b", 60_000)).toBe(true);
    await giveLeaseBack(database, "work", "b");
    expect(await takeLease(database, "work", "a", 60_000)).toBe(true);
  });

  test("of many that take a lease at once one gets it", async () => {
    const taken = await Promise.all(["a", "b", "c", "d"].map((holder) => takeLease(database, "work", holder, 60_000)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test("a node is seen by the database's clock, and keeps what it told until it tells more", async () => {
    await beatNode(database, self("a"), '{"told":1}');
    await beatNode(database, self("a"), null);
    await beatNode(database, self("b"), null);
    const [node, ...more] = await listOtherNodes(database, "b");
    expect(more).toEqual([]);
    expect(node).toMatchObject({ ...self("a"), status: '{"told":1}', statusAt: expect.stringMatching(/^20.*Z$/) });
    expect(node?.unseenMs).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(node?.seenAt ?? "") - Date.now())).toBeLessThan(60_000);
    expect((await nodesSeenWithin(database, 10_000)).map(({ id }) => id)).toEqual(["a", "b"]);
    await forgetNodes(database, -60_000);
    expect(await listOtherNodes(database, "")).toEqual([]);
  });
});

describe("two nodes on one PostgreSQL", () => {
  let place: TestLocation;
  beforeEach(async () => {
    place = await newLocation("postgres");
    const database = open(place.location);
    await migrate(database, now);
    await database.close();
  });
  const ending: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
    await place.remove();
  });

  function node(id: string, more: Partial<NodeParts> = {}): { nodes: Nodes; database: Database } {
    const database = open(place.location);
    const nodes = startNodes({ database, self: self(id), client: engine(3), beatMs: 20, ...more });
    ending.push(async () => {
      await nodes.stop();
      await database.close();
    });
    return { nodes, database };
  }

  test("one does the work for all, both know which, and each knows what the other's engine told", async () => {
    const [a, b] = [node("a"), node("b", { client: engine(5) })];
    await expect.poll(() => a.nodes.others()[0]?.status?.items[0]?.ledger.traces.received).toBe(5);
    await expect.poll(() => b.nodes.others()[0]?.status?.items[0]?.ledger.traces.received).toBe(3);
    expect([a.nodes.isOwner(), b.nodes.isOwner()].filter(Boolean)).toHaveLength(1);
    await expect.poll(() => [a.nodes.owner(), b.nodes.owner()]).toEqual([a.nodes.owner(), a.nodes.owner()]);
    expect(a.nodes.others()).toMatchObject([{ id: "b", isAway: false }]);
  });

  test("who ends hands the work over at once, and is away with the figures that it told last", async () => {
    const a = node("a");
    await expect.poll(a.nodes.isOwner).toBe(true);
    const b = node("b");
    await expect.poll(() => a.nodes.others()).toHaveLength(1);
    await expect.poll(() => b.nodes.others()[0]?.status).not.toBeNull();
    await a.nodes.stop();
    expect(a.nodes.isOwner()).toBe(false);
    await expect.poll(b.nodes.isOwner).toBe(true);
    await expect
      .poll(() => b.nodes.others()[0])
      .toMatchObject({ id: "a", isAway: true, status: { items: [{ id: "d1" }] } });
  });

  test("an owner that falls silent stops believing in its work before another one may have it", async () => {
    let ms = 0;
    const a = node("a", { monotonicMs: () => ms, beatMs: 3_600_000 });
    await expect.poll(a.nodes.isOwner).toBe(true);
    ms = 3999;
    expect(a.nodes.isOwner()).toBe(true);
    ms = 4000;
    expect(a.nodes.isOwner()).toBe(false);
  });

  test("what one node is asked to try or to give up, the others do too, once; an engine that does not answer is asked again", async () => {
    const obeyed: string[] = [];
    let isUp = false;
    const up = engine(1, obeyed);
    const client = {
      ...up,
      retry: (id: string) => (isUp ? up.retry(id) : awayClient.retry(id)),
      discard: (id: string) => (isUp ? up.discard(id) : awayClient.discard(id)),
    };
    const { database } = node("b", { client });
    await orderOfNodes(database, ["b"], { action: "discard", destination: "d1" });
    await orderOfNodes(database, ["other"], { action: "retry", destination: "d2" });
    isUp = true;
    await expect.poll(() => obeyed).toEqual(["discard d1"]);
    await expect.poll(() => listOrders(database, "b")).toEqual([]);
    expect(await listOrders(database, "other")).toMatchObject([{ action: "retry", destination: "d2" }]);
    expect(obeyed).toEqual(["discard d1"]);
  });
});

test("on a file there is one node, which does all the work and asks nobody", async () => {
  const place = await newLocation("sqlite");
  const database = open(place.location);
  const nodes = startNodes({ database, self: self("a"), client: engine(1) });
  expect(nodes.isOwner()).toBe(true);
  expect(nodes.owner()).toBe("a");
  expect(nodes.others()).toEqual([]);
  await nodes.stop();
  await database.close();
  await place.remove();
});
