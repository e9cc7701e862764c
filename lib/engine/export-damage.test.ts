// What damage costs: the record it hit, counted, and nothing else.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** A backlog of one-span requests for a destination that is away, as a kill -9 would leave it on disk. */
async function backlog(names: string[], bytesMax?: number) {
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const [alive, directory] = [temporaryDirectory(), temporaryDirectory()];
  const before = await openTestExport(alive, bytesMax);
  await before.configure(configuration(exported("one", receiver.port)));
  for (const name of names) await send(before, spans(name));
  cpSync(alive, directory, { recursive: true });
  await before.close();
  receiver.answer = () => ({ status: 200 });
  const reopen = async () => {
    const after = await openTestExport(directory, bytesMax);
    await after.configure(configuration(exported("one", receiver.port)));
    return after;
  };
  return { receiver, directory, reopen };
}

function segments(directory: string): string[] {
  const traces = join(directory, "traces");
  return readdirSync(traces)
    .filter((name) => name.endsWith(".log"))
    .sort()
    .map((name) => join(traces, name));
}

test("a flipped bit in the middle costs that record alone, counted as corrupt", async () => {
  const { receiver, directory, reopen } = await backlog(["first", "hit-by-a-ray", "third", "fourth"]);
  const [path = ""] = segments(directory);
  const bytes = readFileSync(path);
  const at = bytes.indexOf("hit-by-a-ray");
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const after = await reopen();
  await until(() => expect(receiver.names().sort()).toEqual(["first", "fourth", "third"]));
  await until(() =>
    expect(ledger(after, "one")).toMatchObject({
      ...{ received: 4, delivered: 3, queued: 0, dropped: { corrupt: 1 }, isBalanced: true },
    }),
  );
  expect(after.bugs).toEqual([]);
});

test("a torn tail costs nothing that was acknowledged", async () => {
  const { receiver, directory, reopen } = await backlog(["first", "second"]);
  const path = segments(directory).at(-1) ?? "";
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("OSL1 half a record")]));
  const after = await reopen();
  await until(() => expect(receiver.names().sort()).toEqual(["first", "second"]));
  await send(after, spans("third"));
  await until(() =>
    expect(ledger(after, "one")).toMatchObject({ received: 3, delivered: 3, dropped: {}, isBalanced: true }),
  );
});

test("a segment that is lost is counted as corrupt, what lies in the others is delivered", async () => {
  const large = "x".repeat(300_000);
  const names = Array.from({ length: 10 }, (_, at) => `${at}-${large}`);
  const { receiver, directory, reopen } = await backlog(names, 32 << 20);
  const [lost = "", ...rest] = segments(directory);
  expect(rest.length).toBeGreaterThan(0);
  rmSync(lost);
  const after = await reopen();
  await until(() => expect(ledger(after, "one")).toMatchObject({ received: 10, queued: 0, isBalanced: true }));
  const { delivered, dropped } = ledger(after, "one");
  expect(delivered).toBe(receiver.names().length);
  expect(delivered + (dropped.corrupt ?? 0)).toBe(10);
  expect(dropped.corrupt).toBeGreaterThan(0);
  expect(after.bugs).toEqual([]);
});

test("a clock that is set back by a day delays nothing and drops nothing", async () => {
  let behind = 0;
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory(), 1 << 30, () => Date.now() - behind);
  await exporting.configure(configuration(exported("one", receiver.port)));
  await send(exporting, spans("before"));
  behind = 86_400_000;
  await send(exporting, spans("after"));
  await until(() => expect(receiver.names().sort()).toEqual(["after", "before"]));
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ delivered: 2, dropped: {}, isBalanced: true }));
});

test("a clean stop writes the accounts down: a segment lost afterwards is counted all the same", async () => {
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const directory = temporaryDirectory();
  const before = await openTestExport(directory);
  await before.configure(configuration(exported("one", receiver.port)));
  await send(before, spans("a", "b"));
  await before.close();
  for (const path of segments(directory)) rmSync(path);
  const after = await openTestExport(directory);
  await after.configure(configuration(exported("one", receiver.port)));
  await until(() =>
    expect(ledger(after, "one")).toMatchObject({ received: 2, queued: 0, dropped: { corrupt: 2 }, isBalanced: true }),
  );
});

test("a flipped bit in the cursors' snapshot loses nothing: the one before it and its journals tell the same", async () => {
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const directory = temporaryDirectory();
  for (const name of ["a", "b", "c"]) {
    const exporting = await openTestExport(directory);
    await exporting.configure(configuration(exported("one", receiver.port)));
    await send(exporting, spans(name));
    await exporting.close();
  }
  const path = join(directory, "cursors", "cursors");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace('"received":3', '"received":9'));
  receiver.answer = () => ({ status: 200 });
  const after = await openTestExport(directory);
  await after.configure(configuration(exported("one", receiver.port)));
  await until(() => expect(receiver.names().sort()).toEqual(["a", "b", "c"]));
  await until(() => expect(ledger(after, "one")).toMatchObject({ received: 3, delivered: 3, isBalanced: true }));
});

test("all cursors lost: what the log still holds is delivered, rather twice than never", async () => {
  const { receiver, directory, reopen } = await backlog(["a", "b"]);
  rmSync(join(directory, "cursors"), { recursive: true });
  const after = await reopen();
  await until(() => expect(receiver.names().sort()).toEqual(["a", "b"]));
  await until(() => expect(ledger(after, "one")).toMatchObject({ received: 2, delivered: 2, isBalanced: true }));
});

test("the health file cannot be read: health begins anew, the ledger stays", async () => {
  const { directory, reopen } = await backlog(["first"]);
  writeFileSync(join(directory, "health.json"), "{ half");
  const after = await reopen();
  await until(() => expect(ledger(after, "one")).toMatchObject({ received: 1, delivered: 1, isBalanced: true }));
});
