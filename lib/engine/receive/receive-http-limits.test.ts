import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:http2";
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { contentTypes, opened, rawSocket, send } from "#lib/engine/receive/testing/receiver";
import { decodeStatus } from "#lib/otlp/response-body";

const mebibyte = 1024 * 1024;
const told = (answer: { headers: { "content-type"?: string }; body: Buffer }) =>
  decodeStatus(answer.headers["content-type"] ?? null, answer.body);

describe("memory is bounded", () => {
  test("R16.3 a body over 20 MiB is 413 by its length alone, and chunked where it passes the limit", async () => {
    const { httpPort, budget } = await opened();
    const declared = await rawSocket(httpPort);
    declared.socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: ${contentTypes.json}\r\nContent-Length: ${20 * mebibyte + 1}\r\n\r\n`,
    );
    expect(await declared.answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*"code":8/);
    const chunks = Array(21).fill(Buffer.alloc(mebibyte));
    expect((await send(httpPort, chunks)).status).toBe(413);
    expect(budget.held()).toBe(0);
  });

  test("a bomb stops at the limit, in every coding", async () => {
    const { httpPort, budget } = await opened();
    const bomb = Buffer.alloc(64 * mebibyte);
    for (const [coding, body] of [
      ["gzip", gzipSync(bomb)],
      ["zstd", zstdCompressSync(bomb)],
      ["deflate", deflateSync(bomb)],
    ] as const) {
      const answer = await send(httpPort, body, { headers: { "content-encoding": coding } });
      expect([answer.status, told(answer)?.code]).toEqual([413, 8]);
    }
    expect(budget.held()).toBe(0);
  });

  test("over the budget of all bodies 503 with Retry-After, and there is room again once one has ended", async () => {
    const gate = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const { httpPort, budget } = await opened({
      heldMax: 100_000,
      admit: async () => {
        held.resolve();
        await gate.promise;
        return { accepted: true, items: 1 };
      },
    });
    const first = send(httpPort, Buffer.alloc(80_000));
    await held.promise;
    expect(budget.held()).toBe(80_000);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const second = await send(httpPort, Buffer.alloc(30_000), { agent, headers: { "content-length": 30_000 } });
    expect([second.status, second.headers["retry-after"], told(second)?.code]).toEqual([503, "1", 14]);
    const chunked = await send(httpPort, [Buffer.alloc(15_000), Buffer.alloc(15_000)]);
    expect(chunked.status).toBe(503);
    gate.resolve();
    expect((await first).status).toBe(200);
    expect(budget.held()).toBe(0);
    expect((await send(httpPort, Buffer.alloc(30_000), { agent })).status).toBe(200);
  });

  test("a length is trusted for half a mebibyte only: idle senders of large bodies leave room for others", async () => {
    const { httpPort, budget } = await opened();
    const head = `POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: ${contentTypes.protobuf}\r\nContent-Length: ${20 * mebibyte}\r\n\r\nx`;
    const idle = await Promise.all(Array.from({ length: 20 }, () => rawSocket(httpPort)));
    for (const { socket } of idle) socket.write(head);
    expect((await send(httpPort)).status).toBe(200);
    expect(budget.held()).toBeLessThanOrEqual(10 * mebibyte);
    for (const { socket } of idle) socket.destroy();
    await Promise.all(idle.map(({ answer }) => answer));
    await expect.poll(() => budget.held()).toBe(0);
  });

  test("a sender that leaves in the middle gives its room back", async () => {
    const { httpPort, budget } = await opened();
    const { socket } = await rawSocket(httpPort);
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: ${contentTypes.protobuf}\r\nContent-Length: 9000\r\n\r\nxx`,
    );
    await expect.poll(() => budget.held()).toBe(9000);
    socket.destroy();
    await expect.poll(() => budget.held()).toBe(0);
  });
});

describe("slow and idle senders are closed", () => {
  test("a connection that says nothing, and one whose head does not end", async () => {
    const { httpPort } = await opened({ limits: { headersMs: 200, requestMs: 400 } });
    const [silent, slow] = [await rawSocket(httpPort), await rawSocket(httpPort)];
    slow.socket.write("POST /v1/traces HTTP/1.1\r\nHost: a\r\n");
    expect(await silent.answer).toBe("");
    expect(await slow.answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("a body that trickles is cut after the request's time, however steadily it trickles", async () => {
    const { httpPort, budget } = await opened({ limits: { headersMs: 300, requestMs: 400 } });
    const { socket, answer } = await rawSocket(httpPort);
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: ${contentTypes.json}\r\nContent-Length: 9000\r\n\r\n`,
    );
    const trickle = setInterval(() => socket.write("x"), 50);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(trickle);
    await expect.poll(() => budget.held()).toBe(0);
  });

  test("over HTTP/2 too, and its idle sessions", async () => {
    const { httpPort } = await opened({ limits: { headersMs: 100, requestMs: 200, idleMs: 400 } });
    const session = connect(`http://127.0.0.1:${httpPort}`);
    const stream = session.request({ ":method": "POST", ":path": "/v1/traces", "content-type": contentTypes.json });
    stream.write("x");
    const [headers] = await once(stream, "response");
    expect(headers[":status"]).toBe(408);
    stream.resume();
    await once(session, "close");
  });

  test("a keep-alive connection without a further request", async () => {
    const { httpPort } = await opened({ limits: { idleMs: 100 } });
    const { socket, answer } = await rawSocket(httpPort);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});
