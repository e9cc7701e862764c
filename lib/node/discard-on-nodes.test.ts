// A discard that is asked for on one of two nodes, each with a real log of telemetry, on one PostgreSQL.
import { expect, onTestFinished, test, vi } from "vitest";
import { discardQueue } from "#lib/changes/delivery";
import { createDestination } from "#lib/changes/destination";
import { admin, startInstance } from "#lib/changes/testing/instance";
import { open } from "#lib/db/testing/databases";
import { awayClient } from "#lib/engine/testing/away";
import {
  configuration,
  exported,
  itemReceiver,
  ledger,
  openTestExport,
  send,
  spans,
  temporaryDirectory,
} from "#lib/engine/testing/export";
import { startNodes } from "#lib/node/nodes";
import { ok } from "#lib/result";

const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 10 });
const good = {
  name: "One",
  connection: { transport: "http", endpoint: "http://127.0.0.1:4318" },
  signals: { traces: { enabled: true } },
};

type Engine = Awaited<ReturnType<typeof openTestExport>>;
const clientOf = (engine: Engine) => ({
  ...awayClient,
  discard: async (id: string, before?: Date) => ok({ items: (await engine.find(id)?.discard(before?.getTime())) ?? 0 }),
});

/** Asked on a, with an id known to both; `meet` lets b's engine be asked. */
async function twoNodes() {
  const [a, b] = [await openTestExport(temporaryDirectory()), await openTestExport(temporaryDirectory())];
  const instance = await startInstance("postgres", { client: { discard: clientOf(a).discard } });
  onTestFinished(instance.stop);
  const { runtime } = instance;
  const created = await createDestination(runtime, admin, good);
  if (!created.ok) throw new Error(created.error.message);
  const database = open({ kind: "postgres", url: runtime.settings.databaseUrl ?? "" });
  const seen = { asked: 0, isUp: false };
  const nodes = startNodes({
    ...{ database, self: { id: "b", name: "b:3000", url: "http://127.0.0.1:3000" }, process: "2026 b", beatMs: 20 },
    ...{ newId: () => "b2", now: () => new Date() },
    client: {
      ...awayClient,
      discard(id, before) {
        seen.asked += 1;
        return seen.isUp ? clientOf(b).discard(id, before) : awayClient.discard(id);
      },
    },
  });
  onTestFinished(async () => {
    await nodes.stop();
    await database.close();
  });
  await until(() => expect(runtime.nodes.others()).toMatchObject([{ id: "b", isAway: false }]));
  return { a, b, runtime, id: created.data.id, seen };
}

test("what another node received after a discard was asked for is kept there, however late the order is obeyed; what waited is counted exactly", async () => {
  const { a, b, runtime, id, seen } = await twoNodes();
  const receiver = await itemReceiver(() => ({ status: 503 }));
  for (const engine of [a, b]) await engine.configure(configuration(exported(id, receiver.port)));
  await send(a, spans("a1", "a2"));
  await send(b, spans("b1"));
  await send(b, spans("b2", "b3"));
  // Tried together, so that what comes later may lie in one batch with it.
  await until(() => expect(receiver.requests).toBeGreaterThan(1));
  expect(await discardQueue(runtime, admin, id)).toEqual(ok({ items: 2 }));
  await until(() => expect(seen.asked).toBeGreaterThan(0));
  await send(b, spans("later1", "later2"));
  await send(b, spans("later3"));
  seen.isUp = true;
  await until(() => expect(ledger(b, id).dropped).toEqual({ discarded: 3 }));
  expect(ledger(b, id)).toMatchObject({ received: 6, queued: 3, isBalanced: true });
  receiver.answer = () => ({ status: 200 });
  await until(() => expect(receiver.names().toSorted()).toEqual(["later1", "later2", "later3"]));
  // The row comes after the engine's answer: a retry may be there before it.
  const discards = async () => {
    const rows = await runtime.database.kysely.selectFrom("audit").selectAll().orderBy("id").execute();
    return rows.filter(({ action }) => action === "destination.discard").map(({ detail }) => detail);
  };
  const expected = ['{"items":2}', '{"items":3,"node":"b:3000"}'];
  await expect.poll(async () => (await discards()).toSorted(), { timeout: 8000 }).toEqual(expected);
});
