import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRejectedStore } from "#lib/engine/deliver/rejected-store";
import { temporaryDirectory } from "#lib/engine/testing/export";

const hour = 3600_000;
const facts = { signal: "traces", items: 2, reason: "400: no such field" } as const;

function stored() {
  const directory = temporaryDirectory();
  const clock = { nowMs: Date.parse("2026-01-01T00:00:00.000Z") };
  return { directory, clock, store: createRejectedStore(directory, () => clock.nowMs) };
}

test("what was given up is listed with the server's words, the newest first, and can be had byte by byte", async () => {
  const { store, clock, directory } = stored();
  const body = Buffer.from([0x0a, 0x0a, 0xff, 0x00, 0x0a]);
  await store.keep("a", facts, body);
  clock.nowMs += hour;
  await store.keep("a", { ...facts, signal: "logs", reason: "bad" }, Buffer.from("x"));
  const listed = await store.list("a");
  expect(listed).toEqual([
    {
      at: "2026-01-01T01:00:00.000Z",
      signal: "logs",
      items: 2,
      bytes: 1,
      cut: false,
      reason: "bad",
      name: listed[0]?.name,
    },
    { ...facts, at: "2026-01-01T00:00:00.000Z", bytes: 5, cut: false, name: listed[1]?.name },
  ]);
  expect(Buffer.from((await store.read("a", listed[1]?.name ?? "")) ?? [])).toEqual(body);
  for (const { name } of listed) expect(statSync(join(directory, "a", name)).mode & 0o777).toBe(0o600);
});

test("two of one moment are two", async () => {
  const { store } = stored();
  await Promise.all([1, 2, 3].map((items) => store.keep("a", { ...facts, items }, Buffer.from("x"))));
  expect((await store.list("a")).map(({ items }) => items)).toEqual([3, 2, 1]);
});

test("of a large one the first MiB is kept, and that is said", async () => {
  const { store } = stored();
  await store.keep("a", facts, Buffer.alloc((1 << 20) + 1, 7));
  const [one] = await store.list("a");
  expect(one).toMatchObject({ bytes: (1 << 20) + 1, cut: true });
  expect((await store.read("a", one?.name ?? ""))?.length).toBe(1 << 20);
});

test("20 are kept of a destination, each for 7 days; a crash's remains and older files go too", async () => {
  const { store, clock, directory } = stored();
  for (let count = 0; count < 25; count++) await store.keep("a", { ...facts, items: count }, Buffer.from("x"));
  expect((await store.list("a")).map(({ items }) => items)).toEqual(Array.from({ length: 20 }, (_, at) => 24 - at));
  const { name = "" } = (await store.list("a"))[0] ?? {};
  writeFileSync(join(directory, "a", `${name}.tmp`), "half");
  clock.nowMs += 7 * 24 * hour;
  await store.expire();
  expect(readdirSync(join(directory, "a"))).toHaveLength(21);
  clock.nowMs += 1;
  expect([await store.list("a"), await store.read("a", name)]).toEqual([[], null]);
  await store.keep("b", facts, Buffer.from("x"));
  await store.expire();
  expect([readdirSync(join(directory, "a")), readdirSync(join(directory, "b")).length]).toEqual([[], 1]);
});

test("a name is one of ours or nothing is read, and what is no record is left out", async () => {
  const { store, directory } = stored();
  writeFileSync(join(directory, "secret"), "a\nb");
  mkdirSync(join(directory, "a"));
  writeFileSync(join(directory, "a", "999999999999999-1-traces.otlp"), "torn");
  for (const name of [
    "../secret",
    "..%2fsecret",
    "",
    "secret",
    "1-1-traces.otlp",
    "1-1-traces.otlp\n",
    "1-traces.otlp",
  ]) {
    expect(await store.read("a", name)).toBeNull();
  }
  expect(await store.list("a")).toEqual([]);
  expect(await store.list("none")).toEqual([]);
  expect(readFileSync(join(directory, "secret"), "utf8")).toBe("a\nb");
});

test("a disk that does not take one stops nothing", async () => {
  const { store, directory } = stored();
  writeFileSync(join(directory, "a"), "in the way");
  await store.keep("a", facts, Buffer.from("x"));
  expect(await store.list("a")).toEqual([]);
  await store.expire();
});
