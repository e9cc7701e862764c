// What a queue may hold, and who loses what at its bounds: its own, its age, the cap of the whole log.
import { expect, test, vi } from "vitest";
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

const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 10 });
const stateOf = (exporting: Awaited<ReturnType<typeof openTestExport>>, id = "one") =>
  exporting.find(id)?.status(Date.now());

test("a dead destination loses its own oldest at its bound, counted, and never holds up another", async () => {
  const [dead, well] = [await itemReceiver(() => ({ status: 503 })), await itemReceiver()];
  const exporting = await openTestExport(temporaryDirectory());
  const queue = { maxBytes: 64 * 1024 };
  await exporting.configure(configuration(exported("dead", dead.port, { queue }), exported("well", well.port)));
  const filler = "x".repeat(4096);
  for (let count = 0; count < 64; count += 1) await send(exporting, spans(`${count}-${filler}`));
  await until(() => expect(ledger(exporting, "well")).toMatchObject({ delivered: 64, isBalanced: true }));
  await until(() => expect(ledger(exporting, "dead").dropped.quota).toBeGreaterThan(40));
  await until(() => expect(stateOf(exporting, "dead")?.queue.bytes).toBeLessThanOrEqual(64 * 1024));
  expect(ledger(exporting, "dead")).toMatchObject({ received: 64, isBalanced: true });
  dead.answer = () => ({ status: 200 });
  await until(() => expect(ledger(exporting, "dead")).toMatchObject({ queued: 0, isBalanced: true }));
  expect(dead.names().at(-1)).toMatch(/^63-/);
});

test("a destination that would rather have its senders wait refuses at its bound, and loses nothing", async () => {
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(
    configuration(exported("one", receiver.port, { queue: { maxBytes: 16 * 1024, whenFull: "refuse" } })),
  );
  const answers: string[] = [];
  for (let count = 0; count < 8; count += 1) answers.push(await send(exporting, spans("y".repeat(4096))));
  expect(answers.slice(0, 3)).toEqual(["accepted", "accepted", "accepted"]);
  expect(answers.at(-1)).toBe("throttled");
  const accepted = answers.filter((answer) => answer === "accepted").length;
  const requests = receiver.requests;
  exporting.find("one")?.tick(Date.now());
  await until(() => expect(receiver.requests).toBeGreaterThan(requests + 3));
  expect(ledger(exporting, "one")).toMatchObject({ received: accepted, queued: accepted, dropped: {} });
  expect(stateOf(exporting)?.queue.bytes).toBeLessThanOrEqual(16 * 1024);
});

test("over the cap of the whole log, whoever is furthest behind loses its oldest, and no more than it must", async () => {
  const [behind, well] = [await itemReceiver(() => ({ status: 503 })), await itemReceiver()];
  const exporting = await openTestExport(temporaryDirectory(), 4 << 20);
  await exporting.configure(configuration(exported("behind", behind.port), exported("well", well.port)));
  const filler = "z".repeat(100_000);
  for (let count = 0; count < 60; count += 1) await send(exporting, spans(`${count}-${filler}`));
  await until(() => expect(exporting.received().log.bytes).toBeLessThanOrEqual(4 << 20));
  await until(() => expect(ledger(exporting, "well")).toMatchObject({ delivered: 60, dropped: {}, isBalanced: true }));
  const { queued, dropped } = ledger(exporting, "behind");
  expect(dropped.quota).toBeGreaterThan(10);
  expect(queued).toBeGreaterThan(20);
});

test("what is older than it may be is dropped as expired", async () => {
  let ahead = 0;
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const exporting = await openTestExport(temporaryDirectory(), 1 << 30, () => Date.now() + ahead);
  await exporting.configure(configuration(exported("one", receiver.port, { queue: { maxAgeMs: 60_000 } })));
  await send(exporting, spans("old"));
  ahead = 120_000;
  await send(exporting, spans("young"));
  await until(() =>
    expect(ledger(exporting, "one")).toMatchObject({ queued: 1, dropped: { expired: 1 }, isBalanced: true }),
  );
});

test("an older copy of the configuration takes nothing from a destination that it does not know", async () => {
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const directory = temporaryDirectory();
  const [one, two] = [exported("one", receiver.port), exported("two", receiver.port)];
  const before = await openTestExport(directory, 2 << 20);
  await before.configure(configuration(one, two));
  const large = "x".repeat(100_000);
  for (let count = 0; count < 15; count += 1) await send(before, spans(`${count}-${large}`));
  await before.close();
  const after = await openTestExport(directory, 2 << 20);
  await after.configure(configuration(one), true);
  await after.find("one")?.discard();
  receiver.answer = () => ({ status: 200 });
  // Two ticks of the upkeep.
  const held = after.received().log.bytes;
  await new Promise((resolve) => setTimeout(resolve, 2200));
  expect(after.received().log.bytes).toBe(held);
  await after.configure(configuration(one, two));
  await until(() => expect(ledger(after, "two")).toMatchObject({ delivered: 15, dropped: {}, isBalanced: true }));
});
