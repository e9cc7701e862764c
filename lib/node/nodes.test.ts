// Two nodes on one PostgreSQL, each with an engine that is a few arrow functions.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import { databaseClock } from "#lib/db/database-clock";
import { giveLeaseBack, leaseHolder, takeLease } from "#lib/db/lease";
import { migrate } from "#lib/db/migrate";
import { beatNode, forgetNodes, listOtherNodes, nodesSeenWithin, tellStatus } from "#lib/db/node";
import { orderOfNodes, takeOrders } from "#lib/db/node-order";
import { databaseKinds, newDatabase, newLocation, open, type TestLocation } from "#lib/db/testing/databases";
import { awayClient } from "#lib/engine/testing/away";
import { type NodeParts, type Nodes, startNodes } from "#lib/node/nodes";
import { fail, ok, type Result } from "#lib/result";

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
    ...{
      http: "127.0.0.1:4318",
      grpc: null,
      tls: false,
      token: false,
      keys: 0,
      asksForKey: false,
      problems: [],
      accepted: counts,
    },
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
const actor: Actor = { kind: "user", id: "u1", name: "ada@example.com" };
const process = { process: "2026-01-01 p", newId: () => "new", now: () => now };

describe.each(databaseKinds)("leases and nodes on %s", (kind) => {
  let database: Database;
  beforeEach(async () => {
    const fresh = await newDatabase(kind, now);
    database = fresh.database;
    return fresh.end;
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
    expect(await tellStatus(database, "a", "{}")).toBe(false);
    expect(await beatNode(database, self("a"), "p")).toBeNull();
    expect(await tellStatus(database, "a", '{"told":1}')).toBe(true);
    expect(await beatNode(database, self("a"), "q")).toBe("p");
    await beatNode(database, self("b"), "r");
    const [node, ...more] = await listOtherNodes(database, "b");
    expect(more).toEqual([]);
    expect(node).toMatchObject({ ...self("a"), status: '{"told":1}', statusAt: expect.stringMatching(/^20.*Z$/) });
    expect(node?.unseenMs).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(node?.seenAt ?? "") - Date.now())).toBeLessThan(60_000);
    expect((await nodesSeenWithin(database.kysely, 10_000)).map(({ id }) => id)).toEqual(["a", "b"]);
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
    const nodes = startNodes({ database, ...process, self: self(id), client: engine(3), beatMs: 20, ...more });
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

  test("what one node is asked to give up, the other does too, once, when its engine is there again; the row says who asked and how much", async () => {
    const obeyed: string[] = [];
    let refusals = 0;
    let isUp = false;
    const up = engine(1, obeyed);
    const discard = (id: string) => {
      if (isUp) return up.discard(id);
      refusals += 1;
      return awayClient.discard(id);
    };
    const { database } = node("b", { client: { ...up, discard } });
    await orderOfNodes(database, ["b"], { action: "discard", destination: "d1", actor });
    await orderOfNodes(database, ["other"], { action: "retry", destination: "d2", actor });
    await expect.poll(() => refusals).toBeGreaterThan(0);
    expect(obeyed).toEqual([]);
    isUp = true;
    await expect.poll(() => obeyed).toEqual(["discard d1"]);
    const rows = () => database.kysely.selectFrom("audit").selectAll().execute();
    await expect.poll(rows).toHaveLength(1);
    expect((await rows())[0]).toMatchObject({
      ...{ actorKind: "user", actorId: "u1", actorName: "ada@example.com", action: "destination.discard" },
      ...{ nounId: "d1", outcome: "done", detail: '{"items":1,"node":"host-b:3000"}' },
    });
    expect(await takeOrders(database, "other")).toMatchObject([{ action: "retry", destination: "d2", actor }]);
    expect(obeyed).toEqual(["discard d1"]);
  });

  test("a node that was cut off gives up nothing that it was asked 150 s ago: who asked has looked again since", async () => {
    const obeyed: string[] = [];
    const before = open(place.location);
    await orderOfNodes(before, ["b"], { action: "discard", destination: "d1", actor });
    await before.kysely
      .updateTable("nodeOrder")
      .set({ at: databaseClock(before, -150_000) })
      .execute();
    await orderOfNodes(before, ["b"], { action: "retry", destination: "d2", actor });
    await before.close();
    const { database } = node("b", { client: engine(1, obeyed) });
    await expect.poll(() => obeyed).toEqual(["retry d2"]);
    expect(await takeOrders(database, "b")).toEqual([]);
  });

  test("an engine that answers nobody costs its node neither the lease nor its place", async () => {
    const never = Promise.withResolvers<Result<never>>();
    const silent = { ...engine(1), status: () => never.promise, discard: () => never.promise };
    const { nodes, database } = node("a", { client: silent });
    await expect.poll(nodes.isOwner).toBe(true);
    const asked = await untilTaken(database);
    const until = () => database.kysely.selectFrom("lease").select("until").executeTakeFirst();
    for (let renewals = 0; renewals < 3; renewals++) {
      const seen = await until();
      await expect.poll(until).not.toEqual(seen);
    }
    expect(asked).toEqual([]);
    never.resolve(fail("unavailable", "the test is over"));
  });

  /** The order is no row any more: its engine was asked. */
  async function untilTaken(database: Database) {
    await orderOfNodes(database, ["a"], { action: "discard", destination: "d1", actor });
    const rows = () => database.kysely.selectFrom("nodeOrder").selectAll().execute();
    await expect.poll(rows).toEqual([]);
    return rows();
  }

  test("of two on one copied data directory the later one takes another id, and never do both own the work", async () => {
    const both: boolean[] = [];
    const first = node("a", { process: "2026-01-01 p" });
    await expect.poll(first.nodes.isOwner).toBe(true);
    const second = node("a", { process: "2026-01-02 q", newId: () => "a2" });
    await expect
      .poll(() => {
        both.push(first.nodes.isOwner() && second.nodes.isOwner());
        return second.nodes.self.id;
      })
      .toBe("a2");
    expect(first.nodes.self.id).toBe("a");
    await expect.poll(() => first.nodes.others().map(({ id }) => id)).toEqual(["a2"]);
    await expect.poll(() => second.nodes.others().map(({ id }) => id)).toEqual(["a"]);
    await expect.poll(second.nodes.owner).toBe("a");
    expect(both).not.toContain(true);
  });

  test("a node that is started again after a kill keeps its id", async () => {
    const killed = open(place.location);
    await beatNode(killed, self("a"), "2026-01-01 p");
    await killed.close();
    const { nodes, database } = node("a", { process: "2026-01-02 q", newId: () => "other" });
    const told = () => listOtherNodes(database, "");
    await expect.poll(async () => (await told())[0]?.status).not.toBeNull();
    await orderOfNodes(database, ["a"], { action: "retry", destination: "d1", actor });
    await expect.poll(() => database.kysely.selectFrom("nodeOrder").selectAll().execute()).toEqual([]);
    expect(nodes.self.id).toBe("a");
  });
});

test("on a file there is one node, which does all the work and asks nobody", async () => {
  const place = await newLocation("sqlite");
  const database = open(place.location);
  const nodes = startNodes({ database, ...process, self: self("a"), client: engine(1) });
  expect(nodes.isOwner()).toBe(true);
  expect(nodes.owner()).toBe("a");
  expect(nodes.others()).toEqual([]);
  await nodes.stop();
  await database.close();
  await place.remove();
});
