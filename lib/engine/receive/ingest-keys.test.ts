// Ingest keys at the doors, over real sockets: who is let in, from when and until when, and what is counted for whom.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { type ClientHttp2Session, connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { frame } from "#lib/engine/grpc-frame";
import { metricsText } from "#lib/engine/health/metrics-text";
import { createIngestKeys } from "#lib/engine/receive/ingest-keys";
import { openKeyCounts } from "#lib/engine/receive/key-counts";
import { createRequestCounts } from "#lib/engine/receive/request-counts";
import { anyPort, ingestKey, ingestKeys, opened, payload, send } from "#lib/engine/receive/testing/receiver";
import { signalFacts } from "#lib/otlp/signal";

const checkout = ingestKey("checkout", "key-of-checkout");
const billing = ingestKey("billing", "key-of-billing");
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

type Answer = { status: string | number; message: string };

async function overHttp(port: number, headers: Record<string, string>, agent = new Agent()): Promise<Answer> {
  const answer = await send(port, payload(), { headers, agent });
  return { status: answer.status, message: answer.body.toString("latin1") };
}

function session(port: number): ClientHttp2Session {
  const opening = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => opening.destroy());
  return opening;
}

function overGrpc(http2: ClientHttp2Session, headers: Record<string, string>): Promise<Answer> {
  const path = signalFacts.traces.grpcPath;
  const call = { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...headers };
  const stream = http2.request(call);
  stream.end(frame(payload(), "none"));
  return new Promise((resolve, reject) => {
    const read = (found: Record<string, unknown>) => {
      if (found["grpc-status"] !== undefined) {
        resolve({
          status: String(found["grpc-status"]),
          message: decodeURIComponent(String(found["grpc-message"] ?? "")),
        });
      }
    };
    stream.on("response", read).on("trailers", read).on("error", reject).resume();
  });
}

const open = async (keys = ingestKeys(null, [checkout, billing])) => ({
  keys,
  ...(await opened({ http: anyPort, grpc: anyPort, keys })),
});

describe("who is let in", () => {
  test("with a key there is, over HTTP and over gRPC; with another, or none, nobody", async () => {
    const { httpPort, grpcPort, stored } = await open();
    const http2 = session(grpcPort);
    const wrong = [
      {},
      bearer("key-of-checkou"),
      bearer(checkout.hash),
      bearer(""),
      { authorization: "Basic key-of-checkout" },
    ];
    for (const headers of wrong) {
      expect((await overHttp(httpPort, headers)).status).toBe(401);
      expect((await overGrpc(http2, headers)).status).toBe("16");
    }
    expect(stored).toEqual([]);
    expect((await overHttp(httpPort, bearer("key-of-checkout"))).status).toBe(200);
    expect((await overGrpc(http2, bearer("key-of-billing"))).status).toBe("0");
    expect(stored).toHaveLength(2);
  });

  test("one that has expired is refused from that moment on, and told so; one that is not ours hears nothing of it", async () => {
    let nowMs = Date.parse("2026-01-01T00:00:00Z");
    const ending = ingestKey("ending", "key-that-ends", "2026-01-01T00:01:00.000Z");
    const { httpPort, grpcPort } = await open(ingestKeys(null, [ending], () => nowMs));
    const http2 = session(grpcPort);
    nowMs += 59_999;
    expect((await overHttp(httpPort, bearer("key-that-ends"))).status).toBe(200);
    nowMs += 1;
    expect(await overHttp(httpPort, bearer("key-that-ends"))).toMatchObject({
      message: expect.stringContaining("has expired"),
    });
    expect(await overGrpc(http2, bearer("key-that-ends"))).toEqual({
      status: "16",
      message: "This ingest key has expired",
    });
    expect(await overGrpc(http2, bearer("another"))).toEqual({ status: "16", message: "This ingest key is not known" });
    const forTheApi = "This is not an ingest key that is known here: the receiver takes keys with the role Ingest";
    expect(await overGrpc(http2, bearer("outspan_of-the-api"))).toEqual({ status: "16", message: forTheApi });
  });

  test("one that is revoked opens nothing more, on connections that are open neither; a new one opens at once", async () => {
    const { keys, httpPort, grpcPort } = await open();
    const http2 = session(grpcPort);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    expect((await overGrpc(http2, bearer("key-of-checkout"))).status).toBe("0");
    expect((await overHttp(httpPort, bearer("key-of-checkout"), agent)).status).toBe(200);
    keys.configure([billing, ingestKey("new", "key-of-new")]);
    expect((await overGrpc(http2, bearer("key-of-checkout"))).status).toBe("16");
    expect((await overHttp(httpPort, bearer("key-of-checkout"), agent)).status).toBe(401);
    expect((await overGrpc(http2, bearer("key-of-new"))).status).toBe("0");
    expect((await overHttp(httpPort, bearer("key-of-billing"), agent)).status).toBe(200);
  });

  test("the token opens beside keys", async () => {
    const { httpPort, keys } = await open(ingestKeys("the-token", [checkout]));
    for (const key of ["the-token", "key-of-checkout"])
      expect((await overHttp(httpPort, bearer(key))).status).toBe(200);
    expect(keys.uses()).toMatchObject([{ id: checkout.id, items: { traces: 1 } }]);
    expect((await overHttp(httpPort, {})).status).toBe(401);
  });

  test("without token and key everybody on this machine may send; from the first key on nobody may without", async () => {
    const { httpPort, keys } = await open(ingestKeys());
    expect((await overHttp(httpPort, {})).status).toBe(200);
    keys.configure([checkout]);
    expect((await overHttp(httpPort, {})).status).toBe(401);
    keys.configure([]);
    expect((await overHttp(httpPort, {})).status, "no key was ever made").toBe(200);
  });

  test("where there was a key once nobody may send when the last one is gone, and the operator reads why", async () => {
    const { httpPort, grpcPort, keys, receiver } = await open();
    keys.configure([], { asksForKey: true });
    for (const headers of [{}, bearer("key-of-checkout")]) {
      expect((await overHttp(httpPort, headers)).status).toBe(401);
      expect((await overGrpc(session(grpcPort), headers)).status).toBe("16");
    }
    expect(receiver.problems).toEqual([expect.stringContaining("Make a key, or set OUTSPAN_INGEST_TOKEN")]);
    keys.configure([billing], { asksForKey: true });
    expect((await overHttp(httpPort, bearer("key-of-billing"))).status).toBe(200);
    expect(receiver.problems).toEqual([]);
  });
});

describe("which address is open", () => {
  const everywhere = { host: "0.0.0.0", port: 0, explicit: true };

  test("a key that is there at the start opens the address that was asked for; the first one after it says what is needed", async () => {
    const keys = ingestKeys();
    const { receiver } = await opened({ http: everywhere, keys });
    expect([receiver.http?.address, ...receiver.problems]).toEqual([
      "127.0.0.1",
      expect.stringMatching(/until there is an ingest key$/),
    ]);
    keys.configure([checkout]);
    expect(receiver.problems).toEqual([expect.stringMatching(/until Outspan is restarted$/)]);
    const again = await opened({ http: everywhere, keys });
    expect([again.receiver.http?.address, again.receiver.problems]).toEqual(["0.0.0.0", []]);
  });

  test("a receiver that is open to other machines takes nothing from anybody when its last key is gone", async () => {
    const keys = ingestKeys(null, [checkout]);
    const { receiver, httpPort } = await opened({ http: everywhere, keys });
    keys.configure([]);
    expect((await overHttp(httpPort, {})).status).toBe(401);
    expect((await overHttp(httpPort, bearer("key-of-checkout"))).status).toBe(401);
    expect(receiver.problems).toEqual([expect.stringContaining("the last ingest key was revoked")]);
  });
});

describe("what is counted", () => {
  test("items by key and signal, once they are accepted", async () => {
    const { keys, httpPort, grpcPort } = await open();
    const http2 = session(grpcPort);
    await overGrpc(http2, bearer("key-of-checkout"));
    await overHttp(httpPort, bearer("key-of-checkout"));
    const logs = { headers: bearer("key-of-billing"), path: "/v1/logs" };
    await send(httpPort, payload("logs"), logs);
    await send(httpPort, Buffer.from([0xff]), logs);
    await overHttp(httpPort, bearer("unknown"));
    expect(keys.uses().map(({ name, items }) => [name, items])).toEqual([
      ["checkout", { traces: 2, metrics: 0, logs: 0 }],
      ["billing", { traces: 0, metrics: 0, logs: 1 }],
    ]);
  });

  test("figures outlast the engine; those of a key that is gone do not, but an old copy of the configuration ends none", async () => {
    const directory = mkdtempSync(join(tmpdir(), "outspan-keys-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const path = join(directory, "ingest-keys.json");
    const bugs: unknown[] = [];
    const begin = () =>
      createIngestKeys({ token: null, counts: openKeyCounts(path, (bug) => bugs.push(bug)), now: () => 5 });
    const first = begin();
    first.configure([checkout, billing]);
    first.accepted({ key: checkout.id }, "traces", 3);
    first.accepted({ key: billing.id }, "logs", 4);
    await first.stop();
    const second = begin();
    second.configure([checkout], { isCopy: true });
    const lastUsedAt = new Date(5).toISOString();
    expect(second.uses()).toEqual([
      {
        ...{ id: checkout.id, name: "checkout", lastUsedAt },
        ...{ items: { traces: 3, metrics: 0, logs: 0 }, sinceStart: { traces: 0, metrics: 0, logs: 0 } },
      },
    ]);
    second.configure([checkout, billing]);
    expect(second.uses()[1]?.items.logs).toBe(4);
    second.configure([checkout]);
    await second.stop();
    const third = begin();
    third.configure([checkout, billing]);
    expect(third.uses().map(({ items }) => items.traces + items.logs)).toEqual([3, 0]);
    await third.stop();
    writeFileSync(path, "{ half");
    expect(openKeyCounts(path, () => {}).of(checkout.id).lastUsedAt).toBeNull();
    expect(bugs).toEqual([]);
  });

  test("beyond 200 keys one series holds the sum", () => {
    const sinceStart = { traces: 1, metrics: 0, logs: 0 };
    const keys = Array.from({ length: 230 }, (_, at) => ({ name: `k${at}`, sinceStart }));
    const none = { traces: 0, metrics: 0, logs: 0 };
    const text = metricsText({
      ...{ nowMs: 0, destinations: [], keys, requests: createRequestCounts().counts, version: "1" },
      receiver: { accepted: none, unrouted: none, log: { bytes: 0, bytesMax: 1 } },
      process: { cpuSeconds: 0, residentBytes: 0, startedAtMs: 0 },
    });
    const lines = Buffer.from(text)
      .toString()
      .split("\n")
      .filter((line) => line.startsWith("outspan_receiver_key_items_total{"));
    expect(lines).toHaveLength(201 * 3);
    expect(lines).toContain('outspan_receiver_key_items_total{key="_other",signal="traces"} 30');
  });
});
