import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Cursors, type Lane, openCursors } from "#lib/engine/log/cursors";

let root = "";
let runs = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "outspan-cursors-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const a: Lane = "traces/a";
const b: Lane = "traces/b";
const size = 100;

function cursorsOf(directory: string, journalBytesMax?: number): Cursors {
  return openCursors({
    directory,
    every: () => () => undefined,
    ...(journalBytesMax !== undefined && { journalBytesMax }),
  });
}

function record(index: number, items = 10) {
  return { position: index * size, size, items, bytes: size, receivedAtMs: 1000 + index * 5000 };
}

function journal(directory: string): string {
  const names = readdirSync(directory).filter((name) => name.includes("journal"));
  return join(directory, names.sort().at(-1) ?? "");
}

test("The low-water mark advances over what is contiguous, in whatever order spans are settled", async () => {
  const cursors = cursorsOf(root);
  cursors.open(a, 0);
  for (let index = 0; index < 4; index += 1) cursors.received(a, record(index));
  cursors.settle(a, 200, 300, { delivered: 10, bytes: 100 });
  cursors.settle(a, 100, 200, { delivered: 10, bytes: 100 });
  expect([cursors.lowWater(a), cursors.isSettled(a, 150), cursors.isSettled(a, 300)]).toEqual([0, true, false]);
  expect(cursors.queue(a)).toEqual({ items: 20, bytes: 200, oldestAtMs: 1000 });
  cursors.settle(a, 0, 100, { rejected: 4, dropped: { too_large: 6 }, bytes: 100 });
  expect(cursors.lowWater(a)).toBe(300);
  expect(cursors.queue(a)).toEqual({ items: 10, bytes: 100, oldestAtMs: 16_000 });
  expect(cursors.ledger(a)).toEqual({
    received: 40,
    delivered: 20,
    queued: 10,
    rejected: 4,
    dropped: { too_large: 6 },
  });
  await cursors.stop();
});

test("A span counts once: settled again it changes nothing, settled in part it is a bug", async () => {
  const cursors = cursorsOf(root);
  cursors.open(a, 0);
  for (let index = 0; index < 3; index += 1) cursors.received(a, record(index));
  cursors.settle(a, 100, 200, { delivered: 10 });
  cursors.settle(a, 100, 200, { delivered: 10 });
  expect(cursors.ledger(a).delivered).toBe(10);
  expect(() => cursors.settle(a, 0, 200, { delivered: 20 })).toThrow("settled in part");
  await cursors.stop();
});

test("Nothing before a lane began counts, and a closed lane is gone", async () => {
  const cursors = cursorsOf(root);
  cursors.open(a, 200);
  for (let index = 0; index < 3; index += 1) cursors.received(a, record(index));
  expect(cursors.ledger(a).received).toBe(10);
  cursors.close(a);
  expect(cursors.lanes()).toEqual([]);
  expect(() => cursors.ledger(a)).toThrow("not open");
  await cursors.stop();
});

test("Items that were lost with their record's header are counted as corrupt once all is settled", async () => {
  const cursors = cursorsOf(root);
  cursors.open(a, 0);
  cursors.received(a, record(0));
  cursors.settle(a, 0, 100, {});
  expect(cursors.ledger(a)).toMatchObject({ received: 10, queued: 0, dropped: { corrupt: 10 } });
  cursors.received(a, record(1));
  expect(cursors.ledger(a)).toMatchObject({ received: 20, queued: 10, dropped: { corrupt: 10 } });
  await cursors.stop();
});

test("A torn last line and a damaged one cost that line alone; a new run never writes after them", async () => {
  const first = cursorsOf(root);
  first.open(a, 0);
  for (let index = 0; index < 3; index += 1) first.settle(a, index * size, (index + 1) * size, { delivered: 10 });
  const path = journal(root);
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, lines.map((line, index) => (index === 2 ? line.replace("100", "101") : line)).join("\n"));
  truncateSync(path, lines.join("\n").length - 5);
  const again = cursorsOf(root);
  expect([again.lowWater(a), again.isSettled(a, 150), again.isSettled(a, 250)]).toEqual([100, false, false]);
  again.settle(a, 100, 300, { delivered: 20 });
  const last = cursorsOf(root);
  expect(last.lowWater(a)).toBe(300);
  expect(last.reached("traces")).toBe(300);
  for (const each of [first, again, last]) await each.stop();
});

test("A snapshot takes the journals' place, and one that was cut short while written changes nothing", async () => {
  const cursors = cursorsOf(root, 1);
  cursors.open(a, 0);
  cursors.received(a, record(0));
  cursors.settle(a, 0, 100, { delivered: 10 });
  for (let count = 0; count < 4; count += 1) {
    cursors.open(`logs/${count}`, 0);
    await cursors.flush();
  }
  // The one before it stays, with what came after it.
  const journals = readdirSync(root).filter((name) => name.startsWith("cursors.journal."));
  expect(journals).toHaveLength(2);
  expect(readdirSync(root).sort()).toEqual(["cursors", ...journals.sort(), "cursors.previous"].sort());
  appendFileSync(join(root, "cursors.tmp"), "half");
  const again = cursorsOf(root);
  expect([again.countedTo("traces"), again.countedTo("logs")]).toEqual([100, 0]);
  again.received(a, record(0));
  expect(again.ledger(a)).toEqual({ received: 10, delivered: 10, queued: 0, rejected: 0, dropped: {} });
  for (const each of [cursors, again]) await each.stop();
});

type Step =
  | { kind: "receive"; items: number; lanes: Lane[] }
  | { kind: "settle"; lane: Lane; at: number; records: number; share: number }
  | { kind: "flush" | "crash" | "crash while flushing" };

const lanesOf = fc.constantFrom<Lane[]>([a], [b], [a, b]);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("receive" as const), items: fc.nat(50), lanes: lanesOf }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      lane: fc.constantFrom<Lane>(a, b),
      at: fc.nat(8),
      records: fc.integer({ min: 1, max: 4 }),
      share: fc.nat(3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("flush", "crash", "crash while flushing") }) },
);

type Model = { records: { items: number; lanes: Lane[] }[]; settled: Map<Lane, Set<number>> };

/** What the ledger must say, told from what was done alone. */
function check(cursors: Cursors, model: Model): void {
  for (const lane of [a, b]) {
    const done = model.settled.get(lane) ?? new Set();
    let received = 0;
    let queued = 0;
    for (const [index, { items, lanes }] of model.records.entries()) {
      if (!lanes.includes(lane)) continue;
      received += items;
      if (!done.has(index)) queued += items;
    }
    let low = 0;
    while (done.has(low)) low += 1;
    const ledger = cursors.ledger(lane);
    const dropped = Object.values(ledger.dropped).reduce((sum, items) => sum + items, 0);
    expect({ received: ledger.received, queued: ledger.queued, low: cursors.lowWater(lane) }).toEqual({
      received,
      queued,
      low: low * size,
    });
    expect(ledger.delivered + ledger.queued + ledger.rejected + dropped).toBe(received);
    expect(cursors.queue(lane).items).toBe(queued);
  }
}

function settle(cursors: Cursors, model: Model, { lane, at, records, share }: Extract<Step, { kind: "settle" }>): void {
  const done = model.settled.get(lane) ?? new Set<number>();
  const span: number[] = [];
  for (let index = at; index < Math.min(at + records, model.records.length) && !done.has(index); index += 1) {
    span.push(index);
  }
  if (span.length === 0) return;
  let items = 0;
  for (const index of span) if (model.records[index]?.lanes.includes(lane)) items += model.records[index]?.items ?? 0;
  const part = Math.floor((items * share) / 3);
  const expired = Math.floor((items - part) / 2);
  cursors.settle(lane, at * size, (at + span.length) * size, {
    delivered: part,
    rejected: items - part - expired,
    dropped: { expired },
  });
  for (const index of span) done.add(index);
}

function replay(cursors: Cursors, model: Model): void {
  for (let index = cursors.countedTo("traces") / size; index < model.records.length; index += 1) {
    const { items, lanes } = model.records[index] ?? { items: 0, lanes: [] };
    for (const lane of lanes) cursors.received(lane, record(index, items));
  }
  cursors.replayed();
}

test("The ledger balances to the item after every step and after a crash at any of them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50, size: "max" }), async (steps) => {
      runs += 1;
      let directory = join(root, String(runs));
      let copies = 0;
      let cursors = cursorsOf(directory, 300);
      const model: Model = { records: [], settled: new Map([a, b].map((lane) => [lane, new Set()])) };
      for (const lane of [a, b]) cursors.open(lane, 0);
      for (const each of steps) {
        if (each.kind === "receive") {
          for (const lane of each.lanes) cursors.received(lane, record(model.records.length, each.items));
          model.records.push(each);
        } else if (each.kind === "settle") settle(cursors, model, each);
        else if (each.kind === "flush") await cursors.flush();
        else {
          // The directory as a killed process leaves it, at once or in the middle of a snapshot.
          const flushed = each.kind === "crash" ? Promise.resolve() : cursors.flush();
          await Promise.resolve();
          copies += 1;
          const copy = `${join(root, String(runs))}.${copies}`;
          cpSync(directory, copy, { recursive: true });
          await flushed;
          await cursors.stop();
          directory = copy;
          cursors = cursorsOf(directory, 300);
          replay(cursors, model);
        }
        check(cursors, model);
      }
      await cursors.stop();
    }),
    { numRuns: 40, seed: 4 },
  );
});
