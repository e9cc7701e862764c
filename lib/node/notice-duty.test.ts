// Notices of several nodes: what the owner's engine is told, what the database keeps, what the next owner gets.
import { createServer } from "node:http";
import { beforeEach, expect, test } from "vitest";
import type { Database } from "#lib/db/client";
import { findInstanceFact } from "#lib/db/instance";
import { newDatabase } from "#lib/db/testing/databases";
import type { Status } from "#lib/destination/status";
import { type NoticeDuty, SavedNotices } from "#lib/engine/notice/duty";
import { createNotices } from "#lib/engine/notice/start-notices";
import { configuration, exported, itemReceiver, openTestExport, temporaryDirectory } from "#lib/engine/testing/export";
import { listen, network } from "#lib/engine/testing/peers";
import type { OtherNode } from "#lib/node/nodes";
import { handOver } from "#lib/node/notice-duty";
import { ok } from "#lib/result";

const now = new Date("2026-01-01T00:00:00.000Z");
let database: Database;

beforeEach(async () => {
  const fresh = await newDatabase("postgres", now);
  database = fresh.database;
  return fresh.end;
});

/** One node's engine, in whose own export all is well. */
async function engine(clock: { nowMs: number }) {
  const peer = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  const known = configuration(exported("a", peer.port));
  await exporting.configure(known);
  return createNotices({
    ...{ destinations: exporting.destinations, configuration: () => known, network, directory: temporaryDirectory() },
    clock: { now: () => clock.nowMs },
    onBug: (error) => {
      throw error;
    },
  });
}

function elsewhere(state: Status["state"], queued: number): OtherNode[] {
  const at = now.toISOString();
  const signal = { state, since: at, lastSuccessAt: null, nextAttemptAt: null, lastOutcome: null };
  const none = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} };
  const item = {
    ...{ id: "a", state, since: at, signals: { traces: signal, metrics: signal, logs: signal } },
    ledger: { traces: { ...none, received: queued, queued }, metrics: none, logs: none },
    queue: { bytes: 1, oldestAt: at, bytesMax: 2, fullAt: null },
    ...{ sources: [], rate: { deliveredPerSecond: 0, recent: [] }, diagnosis: [] },
  };
  const status = { items: [item] } as unknown as OtherNode["status"];
  return [{ id: "n2", name: "b", url: "", seenAt: at, isAway: false, status, statusAt: at }];
}

test("trouble on another node is told once, by the owner; the next owner tells its end, and not its beginning again", async () => {
  const events: string[] = [];
  const port = await listen(
    createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      request.on("end", () => {
        events.push(JSON.parse(text).event);
        response.end();
      });
    }),
  );
  const clock = { nowMs: now.getTime() };
  const [first, second] = [await engine(clock), await engine(clock)];
  const webhooks = async () => [{ url: `http://127.0.0.1:${port}/`, format: "json" as const }];
  const seconds = async (notices: typeof first, count: number, others: OtherNode[]) => {
    const client = { takeNoticeDuty: async (duty: NoticeDuty) => ok(notices.takeDuty(duty)) };
    for (let second = 0; second < count; second++) {
      const nodes = { isOwner: () => true, ownsForMs: () => 4000, others: () => others };
      await handOver({ database, client, webhooks, nodes, nowMs: () => clock.nowMs });
      await notices.tick();
      await notices.idle();
      clock.nowMs += 1000;
    }
  };
  await seconds(first, 5, elsewhere("refused", 3));
  expect(events).toEqual(["destination.refused"]);
  const kept = SavedNotices.parse(JSON.parse((await findInstanceFact(database, "notices")) ?? "null"));
  expect(Object.keys(kept.incidents.open)).toEqual(["a"]);
  await seconds(second, 5, elsewhere("refused", 3));
  expect(events).toEqual(["destination.refused"]);
  await seconds(second, 15, []);
  expect(events).toEqual(["destination.refused", "destination.recovered"]);
  // The one before has lost its part: nobody renews it.
  for (let count = 0; count < 5; count++) await first.tick();
  await first.idle();
  expect(events).toHaveLength(2);
});

test("who is not the owner hands over nothing", async () => {
  const asked: NoticeDuty[] = [];
  const takeNoticeDuty = async (duty: NoticeDuty) => {
    asked.push(duty);
    return ok({ incidents: { open: {}, quietUntilMs: {} }, pending: [] });
  };
  await handOver({
    ...{ database, client: { takeNoticeDuty }, webhooks: async () => [] },
    nodes: { isOwner: () => false, ownsForMs: () => 0, others: () => [] },
  });
  expect(asked).toEqual([]);
  expect(await findInstanceFact(database, "notices")).toBeNull();
});

test("the owner's engine sends no longer than its console may: not a moment after the lease, however late it was handed over", async () => {
  const clock = { nowMs: now.getTime() };
  const notices = await engine(clock);
  const webhook = { url: "http://127.0.0.1:9/", format: "json" as const };
  const duty = (untilMs: number): NoticeDuty => ({
    ...{ webhooks: [webhook], untilMs, saved: null },
    elsewhere: elsewhere("refused", 3).flatMap(({ status }) => status?.items ?? []),
  });
  const open = () => Object.keys(notices.takeDuty(duty(0)).incidents.open);
  notices.takeDuty(duty(clock.nowMs + 1500));
  clock.nowMs += 1499;
  await notices.tick();
  expect(open()).toEqual(["a"]);
  // Nobody is told by this engine any more: its own webhooks are none.
  notices.takeDuty(duty(clock.nowMs + 1));
  clock.nowMs += 1;
  await notices.tick();
  expect(open()).toEqual([]);
});

test("what is handed over ends with the lease of the console, whatever was read meanwhile", async () => {
  let ownsForMs = 4000;
  const asked: NoticeDuty[] = [];
  const takeNoticeDuty = async (duty: NoticeDuty) => {
    asked.push(duty);
    return ok({ incidents: { open: {}, quietUntilMs: {} }, pending: [] });
  };
  const webhooks = async () => {
    ownsForMs = 1000;
    return [];
  };
  const nodes = { isOwner: () => true, ownsForMs: () => ownsForMs, others: () => [] };
  await handOver({ database, client: { takeNoticeDuty }, webhooks, nodes, nowMs: () => 5000 });
  expect(asked).toMatchObject([{ untilMs: 9000 }]);
});
