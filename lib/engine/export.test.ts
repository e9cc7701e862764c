// What export promises, over a real log and real receivers: nothing acknowledged is lost but what a reason is told of, and the
// ledger balances.
import { gzipSync } from "node:zlib";
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

test("what was accepted is delivered, joined into fewer requests, and the ledger says so", async () => {
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port)));
  await Promise.all(["a", "b", "c"].map((name) => send(exporting, spans(name))));
  expect(ledger(exporting, "one")).toMatchObject({ received: 3, isBalanced: true });
  await until(() => expect(receiver.names().sort()).toEqual(["a", "b", "c"]));
  expect(receiver.requests).toBe(1);
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ received: 3, delivered: 3, queued: 0 }));
  expect(stateOf(exporting)).toMatchObject({ state: "delivering", signals: { logs: { state: "nothing_to_send" } } });
});

test("before anybody said where to, nothing is acknowledged", async () => {
  const exporting = await openTestExport(temporaryDirectory());
  expect(await send(exporting, spans("a"))).toBe("unavailable");
});

test("R7.2 a 503 is tried again until it is accepted; the state and the server's words are shown meanwhile", async () => {
  const receiver = await itemReceiver(() => ({
    status: 503,
    body: "out for lunch",
    headers: { "content-type": "text/plain" },
  }));
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port)));
  await send(exporting, spans("a", "b"));
  await until(() => expect(stateOf(exporting)?.signals.traces).toMatchObject({ state: "retrying" }));
  expect(stateOf(exporting)?.signals.traces.lastOutcome).toMatchObject({
    kind: "retry",
    status: "503",
    message: "out for lunch",
  });
  expect(ledger(exporting, "one")).toMatchObject({ queued: 2, delivered: 0, isBalanced: true });
  receiver.answer = () => ({ status: 200 });
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ queued: 0, delivered: 2, isBalanced: true }));
  expect(stateOf(exporting)).toMatchObject({ state: "delivering", diagnosis: [] });
});

test("R7.12 an expired key costs time only: the queue is kept, the diagnosis is the probe's, new settings deliver it", async () => {
  const receiver = await itemReceiver(({ headers }) => ({ status: headers["x-key"] === "right" ? 200 : 401 }));
  const exporting = await openTestExport(temporaryDirectory());
  const headers = (value: string) => ({ connection: { headers: [{ name: "x-key", value }] } });
  await exporting.configure(configuration(exported("one", receiver.port, headers("wrong"))));
  await send(exporting, spans("a"));
  await until(() => expect(stateOf(exporting)?.state).toBe("refused"));
  expect(stateOf(exporting)?.diagnosis.map(({ code }) => code)).toEqual(["auth.missing_or_invalid"]);
  expect(ledger(exporting, "one")).toMatchObject({ queued: 1, isBalanced: true });
  await exporting.configure(configuration(exported("one", receiver.port, headers("right"), 2)));
  await until(() => expect(receiver.names()).toEqual(["a"]));
  await until(() => expect(stateOf(exporting)?.state).toBe("delivering"));
});

test("one bad request among good ones is found and given up, the rest arrives", async () => {
  const receiver = await itemReceiver(({ names }) => ({ status: names.includes("poison") ? 400 : 200 }));
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port)));
  await send(exporting, spans("first"));
  await until(() => expect(receiver.names()).toEqual(["first"]));
  const names = ["a", "b", "poison", "c", "d", "e", "f"];
  await Promise.all(names.map((name) => send(exporting, spans(name))));
  await until(() => expect(receiver.names().sort()).toEqual(["a", "b", "c", "d", "e", "f", "first"]));
  await until(() =>
    expect(ledger(exporting, "one")).toMatchObject({ delivered: 7, rejected: 1, queued: 0, isBalanced: true }),
  );
});

test("R8.5 what is too large is cut on the wire down to one item, and only that one is lost", async () => {
  const receiver = await itemReceiver(({ names }) => ({
    status: names.length > 2 || names.includes("huge") ? 413 : 200,
  }));
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port)));
  await send(exporting, spans("a", "b", "c", "huge", "d", "e", "f", "g"));
  await until(() =>
    expect(ledger(exporting, "one")).toMatchObject({
      delivered: 7,
      queued: 0,
      dropped: { too_large: 1 },
      isBalanced: true,
    }),
  );
  expect(receiver.names().sort()).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
});

test("R6.1 a partial success counts what was rejected, with the server's words", async () => {
  const body = Buffer.from([0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, ...Buffer.from("late")]).toString("latin1");
  const receiver = await itemReceiver(() => ({ status: 200, body }));
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port)));
  await send(exporting, spans("a", "b", "c"));
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ delivered: 2, rejected: 1, isBalanced: true }));
  expect(exporting.attempts("one", 1)).toMatchObject([{ outcome: "partial", message: "late", items: 3 }]);
});

test("pause holds what is received, resume delivers it; off receives nothing and sends nothing more", async () => {
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  const one = exported("one", receiver.port);
  await exporting.configure(configuration({ ...one, isPaused: true }));
  await send(exporting, spans("held"));
  expect(stateOf(exporting)).toMatchObject({ state: "paused" });
  expect(ledger(exporting, "one")).toMatchObject({ received: 1, queued: 1 });
  await exporting.configure(configuration({ ...one, destination: { ...one.destination, enabled: false } }));
  expect(await send(exporting, spans("unwanted"))).toBe("accepted");
  expect(exporting.received().unrouted.traces).toBe(1);
  expect(stateOf(exporting)).toMatchObject({ state: "off" });
  await exporting.configure(configuration(one));
  await until(() => expect(receiver.names()).toEqual(["held"]));
});

test("discard gives up exactly what waits, counted, also while it is off", async () => {
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const exporting = await openTestExport(temporaryDirectory());
  const one = exported("one", receiver.port);
  await exporting.configure(configuration(one));
  await send(exporting, spans("a", "b"));
  await exporting.configure(configuration({ ...one, destination: { ...one.destination, enabled: false } }));
  expect(await exporting.find("one")?.discard()).toBe(2);
  expect(ledger(exporting, "one")).toMatchObject({
    received: 2,
    queued: 0,
    dropped: { discarded: 2 },
    isBalanced: true,
  });
  receiver.answer = () => ({ status: 200 });
  await exporting.configure(configuration(one));
  await send(exporting, spans("c"));
  await until(() => expect(receiver.names()).toEqual(["c"]));
});

test("a discard of what came before a moment parts a batch there: the rest goes, and nothing else is counted", async () => {
  let nowMs = Date.now();
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const exporting = await openTestExport(temporaryDirectory(), 1 << 30, () => nowMs);
  const one = exported("one", receiver.port);
  await exporting.configure(configuration({ ...one, isPaused: true }));
  await send(exporting, spans("a", "b"));
  await send(exporting, spans("c"));
  nowMs += 1;
  const asked = nowMs;
  await send(exporting, spans("d", "e"));
  expect(await exporting.find("one")?.discard(asked)).toBe(3);
  expect(await exporting.find("one")?.discard(asked)).toBe(0);
  expect(ledger(exporting, "one")).toMatchObject({
    received: 5,
    queued: 2,
    dropped: { discarded: 3 },
    isBalanced: true,
  });
  receiver.answer = () => ({ status: 200 });
  await exporting.configure(configuration(one));
  await until(() => expect(receiver.names()).toEqual(["d", "e"]));
});

test("a destination created later gets nothing of before", async () => {
  const [first, second] = [await itemReceiver(), await itemReceiver()];
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("first", first.port)));
  await send(exporting, spans("before"));
  await exporting.configure(configuration(exported("first", first.port), exported("second", second.port)));
  await send(exporting, spans("after"));
  await until(() => expect(second.names()).toEqual(["after"]));
  await until(() => expect(first.names().sort()).toEqual(["after", "before"]));
  await until(() => expect(ledger(exporting, "second")).toMatchObject({ received: 1, delivered: 1 }));
});

test("a restart goes on where the queue stood, and the ledger too", async () => {
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const directory = temporaryDirectory();
  const before = await openTestExport(directory);
  await before.configure(configuration(exported("one", receiver.port)));
  await send(before, spans("a", "b"));
  await until(() => expect(receiver.requests).toBeGreaterThan(0));
  await before.close();
  const after = await openTestExport(directory);
  await after.configure(configuration(exported("one", receiver.port)));
  expect(ledger(after, "one")).toMatchObject({ received: 2, queued: 2, isBalanced: true });
  receiver.answer = () => ({ status: 200 });
  await until(() => expect(receiver.names().sort()).toEqual(["a", "b"]));
  await until(() => expect(ledger(after, "one")).toMatchObject({ received: 2, delivered: 2, isBalanced: true }));
});

test("R5 a destination of JSON gets JSON, whatever was received", async () => {
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(
    configuration(exported("one", receiver.port, { connection: { encoding: "json", compression: "none" } })),
  );
  await send(exporting, spans("a"));
  await until(() => expect(receiver.names()).toEqual(["a"]));
  expect(receiver.accepted[0]?.headers["content-type"]).toBe("application/json");
  expect(ledger(exporting, "one")).toMatchObject({ delivered: 1, isBalanced: true });
});

test("JSON that waits is never joined: each goes as it came, also when some before it expired", async () => {
  let ahead = 0;
  const receiver = await itemReceiver(() => ({ status: 503 }));
  const exporting = await openTestExport(temporaryDirectory(), 1 << 30, () => Date.now() + ahead);
  const json = { connection: { encoding: "json" as const }, queue: { maxAgeMs: 60_000 } };
  await exporting.configure(configuration(exported("one", receiver.port, json)));
  const sendJson = (name: string) =>
    exporting.admit("traces", {
      ...{ source: "otlp", encoding: "json", coding: "" },
      body: Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ name }] }] }] })),
    });
  await sendJson("old");
  ahead = 90_000;
  for (const name of ["a", "b", "c"]) await sendJson(name);
  await until(() => expect(ledger(exporting, "one").dropped.expired).toBe(1));
  receiver.answer = () => ({ status: 200 });
  await until(() => expect(receiver.names().sort()).toEqual(["a", "b", "c"]));
  expect(exporting.bugs).toEqual([]);
});

test("what failed together is tried again in the order in which it came", async () => {
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port)));
  const alone = async (name: string) => {
    const body = gzipSync(spans(...Array.from({ length: 4000 }, () => name)));
    await exporting.admit("traces", { source: "otlp", encoding: "protobuf", coding: "gzip", body });
  };
  // So that several may be in flight.
  for (const name of ["w1", "w2", "w3", "w4", "w5"]) {
    await alone(name);
    await until(() => expect(ledger(exporting, "one").queued).toBe(0));
  }
  receiver.answer = () => ({ status: 503 });
  await Promise.all(["a", "b", "c", "d"].map(alone));
  const failed = () => exporting.attempts("one", 50)?.filter(({ outcome }) => outcome === "retry").length;
  await until(() => expect(failed()).toBeGreaterThanOrEqual(4));
  receiver.accepted.length = 0;
  receiver.answer = () => ({ status: 200 });
  await until(() => expect(receiver.accepted).toHaveLength(4));
  const order = receiver.accepted.map(({ names }) => names[0]);
  expect(order[0]).toBe("a");
  await until(() => expect(ledger(exporting, "one")).toMatchObject({ queued: 0, isBalanced: true }));
});

test("R5 JSON and protobuf that wait together go to a destination of protobuf as one request", async () => {
  const receiver = await itemReceiver();
  const exporting = await openTestExport(temporaryDirectory());
  await exporting.configure(configuration(exported("one", receiver.port)));
  const json = { resourceSpans: [{ scopeSpans: [{ spans: [{ name: "from-json" }] }] }] };
  await exporting.admit("traces", {
    ...{ source: "otlp", encoding: "json", coding: "" },
    body: Buffer.from(JSON.stringify(json)),
  });
  await send(exporting, spans("from-protobuf"));
  await until(() => expect(receiver.names().sort()).toEqual(["from-json", "from-protobuf"]));
  expect(receiver.requests).toBe(1);
  expect(receiver.accepted[0]?.headers["content-type"]).toBe("application/x-protobuf");
});
