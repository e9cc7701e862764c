// What the store gives back when the cursors are damaged: nothing that was acknowledged is lost, and what was ended stays so.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openStore, type Store } from "#lib/engine/log/store";
import { entry } from "#lib/engine/log/testing/log";
import { listenToLog } from "#lib/log";

const clock = { now: () => 1_700_000_000_000 };
let copies = 0;
let lines: string[] = [];
beforeEach(() => {
  lines = [];
  onTestFinished(listenToLog((line) => lines.push(line)));
});

function place(): string {
  const directory = mkdtempSync(join(tmpdir(), "outspan-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

const open = (directory: string) => openStore({ directory, segmentBytes: 1 << 20, clock });

/** As a kill -9 leaves it: the snapshot told of `old` alone, the journal tells that `new` was opened and has one of its two records. */
async function killed(): Promise<string> {
  const [alive, root] = [place(), place()];
  const store = await open(alive);
  for (const id of ["old", "gone"]) store.cursors.open(`traces/${id}`, 0);
  await receive(store, ["old", "gone"], 2);
  store.cursors.close("traces/gone");
  await store.cursors.flush();
  const position = store.logs.traces.end();
  store.cursors.open("traces/new", position);
  const first = await receive(store, ["new"], 3);
  await receive(store, ["new"], 4);
  store.cursors.settle("traces/new", position, position + first, { delivered: 3, bytes: first });
  const copy = join(root, "copy");
  cpSync(alive, copy, { recursive: true });
  await store.close();
  return copy;
}

async function receive(store: Store, route: string[], items: number): Promise<number> {
  const record = await store.logs.traces.append(entry("x", { route, items }));
  const { position, size, receivedAtMs } = record;
  for (const lane of store.cursors.lanes().filter((one) => route.includes(one.slice("traces/".length)))) {
    store.cursors.received(lane, { position, size, items, bytes: size, receivedAtMs });
  }
  return size;
}

async function opened<T>(directory: string, look: (store: Store) => T | Promise<T>): Promise<T> {
  const store = await open(directory);
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

function copyOf(directory: string): string {
  copies += 1;
  const copy = `${directory}.${copies}`;
  cpSync(directory, copy, { recursive: true });
  return copy;
}

function journals(directory: string): string[] {
  const folder = join(directory, "cursors");
  const names = readdirSync(folder).filter((name) => name.startsWith("cursors.journal."));
  return names.sort().map((name) => join(folder, name));
}

const queued = (store: Store) => ({
  lanes: store.cursors.lanes(),
  items: store.cursors.lanes().map((lane) => store.cursors.queue(lane).items),
});

test("Any flipped bit in the journal loses nothing: a lane that it does not tell of any more gets what the log holds", async () => {
  const directory = await killed();
  const journal = journals(directory).at(-1) ?? "";
  const whole = readFileSync(journal);
  expect(whole.length).toBeGreaterThan(80);
  for (let at = 0; at < whole.length; at += 1) {
    const copy = copyOf(directory);
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    writeFileSync(journals(copy).at(-1) ?? "", bytes);
    const { lanes, items } = await opened(copy, queued);
    const waiting = new Map(lanes.map((lane, index) => [lane, items[index]]));
    expect(waiting.get("traces/old")).toBe(2);
    expect(waiting.get("traces/new")).toBeGreaterThanOrEqual(4);
  }
});

test("Damage is told in the log once, and with the next snapshot it is over: a lane that is closed then does not come back", async () => {
  const directory = await killed();
  const journal = journals(directory).at(-1) ?? "";
  writeFileSync(journal, readFileSync(journal, "utf8").replace("open", "opem"));
  const lanes = await opened(directory, async (store) => {
    const found = store.cursors.lanes();
    // As the next configuration does with what it does not list.
    store.cursors.close("traces/gone");
    return found;
  });
  expect(lanes.sort()).toEqual(["traces/gone", "traces/new", "traces/old"]);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: "warn" }]);
  expect(await opened(directory, queued)).toEqual({ lanes: ["traces/old", "traces/new"], items: [2, 7] });
  expect(lines).toHaveLength(1);
});

test("A last line that kill -9 cut off is no damage: nothing else is opened, nothing is told", async () => {
  const directory = await killed();
  const { length } = readFileSync(journals(directory).at(-1) ?? "");
  const settle = readFileSync(journals(directory).at(-1) ?? "", "utf8").indexOf("\n") + 1;
  for (let kept = settle; kept < length; kept += 5) {
    const copy = copyOf(directory);
    truncateSync(journals(copy).at(-1) ?? "", kept);
    expect(await opened(copy, queued)).toEqual({ lanes: ["traces/old", "traces/new"], items: [2, 7] });
  }
  expect(await opened(directory, queued)).toEqual({ lanes: ["traces/old", "traces/new"], items: [2, 4] });
  expect(lines).toEqual([]);
});

test("A journal that is gone is damage", async () => {
  const directory = await killed();
  rmSync(journals(directory).at(-1) ?? "");
  const { lanes, items } = await opened(directory, queued);
  expect(Object.fromEntries(lanes.map((lane, index) => [lane, items[index]]))).toEqual({
    ...{ "traces/old": 2, "traces/gone": 2, "traces/new": 7 },
  });
});

test("Where all lanes were closed they stay so, whatever the log still holds", async () => {
  const directory = place();
  await opened(directory, async (store) => {
    store.cursors.open("traces/gone", 0);
    await receive(store, ["gone"], 1);
    store.cursors.close("traces/gone");
  });
  expect(await opened(directory, queued)).toEqual({ lanes: [], items: [] });
});

test("A damaged record that is counted at start is as old as it is, not of 1970", async () => {
  const directory = await killed();
  const path = join(directory, "traces", "0000000000000000.log");
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = 0;
  writeFileSync(path, bytes);
  const oldest = await opened(directory, ({ cursors }) => cursors.queue("traces/new").oldestAtMs);
  expect(oldest).toBe(5);
});
