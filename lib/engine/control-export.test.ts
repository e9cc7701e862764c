// What the console asks of a running export over the socket: of all destinations, of one, of what was given up.
import { once } from "node:events";
import { request as openRequest } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ReceiverStatus } from "#lib/destination/delivery";
import { createRejectedStore } from "#lib/engine/deliver/rejected-store";
import { exportDoor } from "#lib/engine/export-door";
import { EngineDestination } from "#lib/engine/protocol";
import { anyPort, ingestKeys, opened } from "#lib/engine/receive/testing/receiver";
import type { ContainerStatus } from "#lib/engine/sources/container";
import { engine, short } from "#lib/engine/testing/control";
import {
  configuration,
  exported,
  itemReceiver,
  openTestExport,
  send,
  spans,
  temporaryDirectory,
} from "#lib/engine/testing/export";
import { network } from "#lib/engine/testing/peers";

const settings = { http: anyPort, grpc: null, tls: null, token: null, corsOrigins: [] };

const noNotices = { incidents: { open: {}, quietUntilMs: {} }, pending: [] };

/** Two destinations behind a real socket. */
async function running() {
  const directory = temporaryDirectory();
  const exporting = await openTestExport(directory);
  const peer = await itemReceiver();
  await exporting.configure(configuration(exported("a", peer.port), exported("b", peer.port)));
  const { receiver } = await opened({ admit: exporting.admit, http: anyPort });
  const containers: { told: ContainerStatus } = { told: { state: "off", sentence: "Off", containers: 0, gpus: 0 } };
  const looked: string[] = [];
  const find = (id: string) => {
    looked.push(id);
    return exporting.find(id);
  };
  const door = exportDoor({
    ...{ exporting: { ...exporting, find }, receiver, keys: ingestKeys(), settings, network },
    ...{ containers: () => containers.told, now: Date.now, takeNoticeDuty: () => noNotices },
  });
  const { client, path, bugs } = await engine(short, { exporting: door });
  return { directory, exporting, client, path, bugs, containers, looked };
}

async function dataOf<T>(asked: Promise<{ ok: true; data: T } | { ok: false; error: { message: string } }>) {
  const told = await asked;
  if (!told.ok) throw new Error(told.error.message);
  return told.data;
}

test("the status of one is that of the list, and no other destination is looked at", async () => {
  const { exporting, client, looked } = await running();
  await send(exporting, spans("one"));
  await expect.poll(() => exporting.find("a")?.status(Date.now()).ledger.traces.delivered).toBe(1);
  const { items } = await dataOf(client.status());
  looked.length = 0;
  const { id: _, ...listed } = items.find(({ id }) => id === "a") ?? { id: "" };
  const { since: __, rate: ___, ...one } = await dataOf(client.statusOf("a"));
  expect(listed).toMatchObject(one);
  expect(looked).toEqual(["a"]);
  expect(await client.statusOf("none")).toMatchObject({ ok: false, error: { code: "not_found" } });
  const { receiver, keys } = await dataOf(client.status());
  expect(await dataOf(client.receiver())).toEqual({ receiver, keys });
});

test("the states of all are those of their statuses; of some, nothing else is looked at, and none is made up", async () => {
  const { exporting, client, looked } = await running();
  await send(exporting, spans("one"));
  await expect.poll(() => exporting.find("a")?.status(Date.now()).ledger.traces.delivered).toBe(1);
  const { items } = await dataOf(client.status());
  expect(await dataOf(client.states())).toEqual(items.map(({ id, state }) => ({ id, state })));
  looked.length = 0;
  const some = await dataOf(client.status(["b", "none", "../etc"]));
  expect(some.items.map(({ id }) => id)).toEqual(["b"]);
  expect(some.receiver.accepted.traces).toBe(1);
  expect(looked).toEqual(["b", "none"]);
  expect((await dataOf(client.status([]))).items).toEqual([]);
});

test("what was given up is listed and read over the socket, of this destination alone", async () => {
  const { directory, client } = await running();
  const store = createRejectedStore(join(directory, "rejected"), Date.now);
  const body = Buffer.from([0x0a, 0x00, 0xff]);
  await store.keep("a", { signal: "logs", items: 3, reason: "400: no" }, body);
  const [one] = await dataOf(client.rejected("a"));
  expect(one).toMatchObject({ signal: "logs", items: 3, bytes: 3, cut: false, reason: "400: no" });
  expect(Buffer.from(await dataOf(client.rejectedRequest("a", one?.name ?? "")))).toEqual(body);
  expect(await dataOf(client.rejected("b"))).toEqual([]);
  const gone = { ok: false, error: { code: "not_found" } };
  expect(await client.rejectedRequest("b", one?.name ?? "")).toMatchObject(gone);
  expect(await client.rejectedRequest("a", "../../../etc/passwd")).toMatchObject(gone);
  expect(await client.rejected("none")).toMatchObject(gone);
});

test("a discard over the socket keeps what came since the moment that it names; a moment that is none does nothing", async () => {
  const { exporting, client, path } = await running();
  const held = configuration({ ...exported("a", 1), isPaused: true });
  await exporting.configure(held);
  await send(exporting, spans("one"));
  expect(await dataOf(client.discard("a", new Date(Date.now() - 60_000)))).toEqual({ items: 0 });
  const asked = openRequest({ socketPath: path, method: "POST", path: "/discard/a?before=soon" }).end();
  const [response] = await once(asked, "response");
  response.resume();
  expect(response.statusCode).toBe(404);
  expect(await dataOf(client.discard("a"))).toEqual({ items: 1 });
});

test.each(["..", "a/../b", "%2e%2e", "%", "a%00", "a.b", "x".repeat(65), "%61"])(
  "%s is no destination: nothing is looked up, and it is no bug",
  async (id) => {
    const { path: socketPath, looked, bugs } = await running();
    for (const [method, noun] of [
      ["GET", "status"],
      ["GET", "attempts"],
      ["GET", "history"],
      ["GET", "rejected"],
      ["POST", "retry"],
      ["POST", "discard"],
    ]) {
      const asked = openRequest({ socketPath, method, path: `/${noun}/${id}` }).end();
      const [response] = await once(asked, "response");
      response.resume();
      expect(response.statusCode).toBe(404);
    }
    expect([looked, bugs]).toEqual([[], []]);
  },
);

test("an id that could be a path is no configuration", () => {
  for (const id of ["../a", "a/b", "", "a.b", "a\n", "x".repeat(65)]) {
    expect(EngineDestination.safeParse(exported(id, 1)).success).toBe(false);
  }
  expect(EngineDestination.safeParse(exported(crypto.randomUUID(), 1)).success).toBe(true);
});

test("what is read of containers is told beside the receiver, nothing while nobody lists them", async () => {
  const { client, containers } = await running();
  const told = async (): Promise<ReceiverStatus> => (await dataOf(client.status())).receiver;
  expect((await told()).containers).toBeNull();
  containers.told = { state: "reading", sentence: "Reading 3 containers and 1 GPU", containers: 3, gpus: 1 };
  expect((await told()).containers).toBe("Reading 3 containers and 1 GPU");
});
