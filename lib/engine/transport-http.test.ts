import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Socket } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { batch, connection, listen, network, untilAborted } from "#lib/engine/testing/peers";
import { openChannel, wireRequest } from "#lib/engine/transport";

type Got = { request: IncomingMessage; body: Buffer };

/** A server that answers 200 and remembers what came, unless `answer` says otherwise. */
async function receiver(answer: RequestListener = (_request, response) => response.end()) {
  const got: Got[] = [];
  const sockets: Socket[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      got.push({ request, body: Buffer.concat(chunks) });
      answer(request, response);
    });
  });
  server.on("connection", (socket) => sockets.push(socket));
  return { port: await listen(server), got, sockets };
}

async function channelTo(port: number, more: Partial<EffectiveConnection> = {}, path?: string) {
  const route = connection({ port, path }, more);
  const { channel } = await openChannel(route, network(), untilAborted(), () => {});
  if (!channel) throw new Error("The channel did not open");
  onTestFinished(channel.close);
  const send = (body = "items", withCredentials = true) =>
    channel.exchange(wireRequest(route, batch(body), withCredentials), untilAborted());
  return { channel, route, send };
}

const say =
  (status: number, headers: Record<string, string>, body: string | Buffer = "") =>
  (_request: IncomingMessage, response: ServerResponse) =>
    response.writeHead(status, headers).end(body);

describe("the request", () => {
  test("R4.1, R4.2, R4.7, R10.1 one POST with its length, its type and our name", async () => {
    const { port, got } = await receiver();
    const { send } = await channelTo(port, {}, "/otlp/v1/traces?x=1");
    const { answer, fault, items, withCredentials } = await send("items");
    expect(fault).toBeNull();
    expect(answer?.status).toBe(200);
    expect({ items, withCredentials }).toEqual({ items: 1, withCredentials: true });
    const { request, body } = got[0] ?? { request: undefined, body: undefined };
    expect(request?.method).toBe("POST");
    expect(request?.url).toBe("/otlp/v1/traces?x=1");
    expect(request?.headers).toEqual({
      host: `127.0.0.1:${port}`,
      "content-length": "5",
      "content-type": "application/x-protobuf",
      "user-agent": expect.stringMatching(/^Outspan\/[\d.]+ OTel-OTLP-Exporter-JavaScript\/[\d.]+$/),
      connection: "keep-alive",
    });
    expect(body?.toString()).toBe("items");
  });

  test("R4.5 gzip is said and done, with a length", async () => {
    const { port, got } = await receiver();
    await (await channelTo(port, { compression: "gzip" })).send("items items items");
    const sent = got[0];
    expect(sent?.request.headers["content-encoding"]).toBe("gzip");
    expect(sent?.request.headers["content-length"]).toBe(String(sent?.body.length));
    expect(gunzipSync(sent?.body ?? "").toString()).toBe("items items items");
  });

  test("without credentials only readable headers go along", async () => {
    const { port, got } = await receiver();
    const { send } = await channelTo(port, {
      auth: { type: "bearer", token: "secret" },
      headers: [
        { name: "Api-Key", value: "k" },
        { name: "X-Scope-OrgID", value: "tenant", secret: false },
      ],
    });
    await send("", true);
    await send("", false);
    const [first, second] = got.map(({ request }) => request.headers);
    expect(first).toMatchObject({ authorization: "Bearer secret", "api-key": "k", "x-scope-orgid": "tenant" });
    expect(second).toMatchObject({ "x-scope-orgid": "tenant" });
    expect(second).not.toHaveProperty("authorization");
    expect(second).not.toHaveProperty("api-key");
  });

  test("a header that HTTP cannot carry is a fault, not an exception, and its value is not repeated", async () => {
    const { port } = await receiver();
    const { send } = await channelTo(port, { headers: [{ name: "api-key", value: "se\ncret" }] });
    const { fault } = await send();
    expect(fault).toMatchObject({ code: "ERR_INVALID_CHAR", phase: "send" });
    expect(fault?.message).not.toContain("cret");
  });
});

describe("connections", () => {
  test("R4.8 one socket carries request after request", async () => {
    const { port, sockets } = await receiver();
    const { send } = await channelTo(port);
    for (let round = 0; round < 3; round++) expect((await send()).answer?.status).toBe(200);
    expect(sockets).toHaveLength(1);
  });

  test("requests side by side take a socket each, to the same address", async () => {
    const waiting: ServerResponse[] = [];
    const { port, sockets } = await receiver((_request, response) => {
      waiting.push(response);
      // Nobody is answered until all three are here: they cannot have come one after another.
      if (waiting.length === 3) for (const each of waiting) each.end();
    });
    const { send } = await channelTo(port);
    const exchanges = await Promise.all([send("1"), send("2"), send("3")]);
    expect(exchanges.map(({ answer }) => answer?.status)).toEqual([200, 200, 200]);
    expect(sockets).toHaveLength(3);
  });

  test("a further socket that is refused is that request's fault alone", async () => {
    const released = Promise.withResolvers<void>();
    const { port } = await receiver((_request, response) => void released.promise.then(() => response.end()));
    const route = connection({ port });
    let isAllowed = true;
    const policy = { allowsUnresolved: true, judge: () => (isAllowed ? null : ("private" as const)) };
    const { channel } = await openChannel(route, { ...network(), policy }, untilAborted(), () => {});
    const first = channel?.exchange(wireRequest(route, batch("1"), true), untilAborted());
    isAllowed = false;
    const second = await channel?.exchange(wireRequest(route, batch("2"), true), untilAborted());
    expect(second?.fault?.phase).toBe("send");
    released.resolve();
    expect((await first)?.answer?.status).toBe(200);
    channel?.close();
  });
});

describe("the answer", () => {
  test("comes whole, with lower-case headers and without cookies", async () => {
    const { port } = await receiver(
      say(
        429,
        { "Retry-After": "3", "Set-Cookie": "session=1", "Content-Type": "application/json" },
        '{"message":"slow"}',
      ),
    );
    const { answer } = await (await channelTo(port)).send();
    expect(answer).toMatchObject({
      httpVersion: "1.1",
      status: 429,
      statusText: "Too Many Requests",
      truncated: false,
    });
    expect(answer?.contentType).toBe("application/json");
    expect(answer?.headers["retry-after"]).toBe("3");
    expect(answer?.headers).not.toHaveProperty("set-cookie");
    expect(Buffer.from(answer?.body ?? []).toString()).toBe('{"message":"slow"}');
  });

  test("R11.9, R6.9 a redirect is reported, never followed", async () => {
    const elsewhere = await receiver();
    const { port } = await receiver(say(307, { location: `http://127.0.0.1:${elsewhere.port}/v1/traces` }));
    const { answer } = await (await channelTo(port)).send();
    expect(answer?.status).toBe(307);
    expect(answer?.headers.location).toContain(String(elsewhere.port));
    expect(elsewhere.got).toHaveLength(0);
  });

  test("R6.8 no more than 64 KiB of a body is read, however long it goes on", async () => {
    const { port } = await receiver((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, "x")));
      };
      response.on("drain", more);
      more();
    });
    const { answer, fault } = await (await channelTo(port)).send();
    expect(fault).toBeNull();
    expect(answer).toMatchObject({ status: 200, truncated: true, tooLong: true });
    expect(answer?.body).toHaveLength(64 * 1024);
  });

  test("R4.6 gzip is not asked for, but read when it comes; a gzip bomb is not unfolded", async () => {
    const small = await receiver(say(200, { "content-encoding": "gzip" }, gzipSync("words")));
    const { answer } = await (await channelTo(small.port)).send();
    expect(small.got[0]?.request.headers["accept-encoding"]).toBeUndefined();
    expect(Buffer.from(answer?.body ?? []).toString()).toBe("words");
    const bomb = await receiver(say(200, { "content-encoding": "gzip" }, gzipSync(Buffer.alloc(5 * 1024 * 1024))));
    const unfolded = await (await channelTo(bomb.port)).send();
    expect(unfolded.answer?.body.length).toBeLessThanOrEqual(64 * 1024);
  });
});

describe("peers that are no OTLP/HTTP server", () => {
  const speak = async (bytes: Buffer) => await listen(createTcpServer((socket) => socket.write(bytes)));

  test("P01 a gRPC server is known by its first bytes: an HTTP/2 SETTINGS frame", async () => {
    const port = await speak(Buffer.from("000006040000000000000500004000", "hex"));
    const { fault, answer } = await (await channelTo(port)).send();
    expect(answer).toBeNull();
    expect(fault).toMatchObject({
      code: "HPE_INVALID_CONSTANT",
      phase: "headers",
      firstBytes: expect.stringMatching(/^00000604/),
    });
  });

  test("P09 an SSH banner is kept as it came, and not cut before its secrets are out", async () => {
    const banner = `SSH-2.0-OpenSSH_9.6 ${"x".repeat(200)}\r\n`;
    const port = await speak(Buffer.from(banner));
    const { fault } = await (await channelTo(port)).send();
    expect(Buffer.from(fault?.firstBytes ?? "", "hex").toString()).toBe(banner);
  });

  test("N09 silence is a timeout, at the destination's own limit", async () => {
    const port = await listen(createTcpServer(() => {}));
    const { timedOut, fault, answer } = await (await channelTo(port, { timeoutMs: 30 })).send();
    expect({ timedOut, answer }).toEqual({ timedOut: true, answer: null });
    expect(fault).toMatchObject({ code: "ETIMEDOUT", phase: "headers" });
  });

  test("N10 a peer that closes without a word is a reset", async () => {
    const port = await listen(createTcpServer((socket) => socket.once("data", () => socket.end())));
    const { fault, timedOut } = await (await channelTo(port)).send();
    expect(fault?.code).toBe("ECONNRESET");
    expect(timedOut).toBe(false);
  });

  test("an answer that breaks off keeps its status and the words that came", async () => {
    const port = await listen(
      createTcpServer((socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf")),
      ),
    );
    const { answer, fault } = await (await channelTo(port)).send();
    expect(fault?.phase).toBe("body");
    expect(answer).toMatchObject({ status: 500, truncated: true });
    expect(Buffer.from(answer?.body ?? []).toString()).toBe("half");
  });

  test("an abort ends the exchange at once", async () => {
    const cancelled = new AbortController();
    const port = await listen(createTcpServer((socket) => socket.once("data", () => cancelled.abort())));
    const { channel, route } = await channelTo(port);
    const { fault, timedOut } = await channel.exchange(wireRequest(route, batch("x"), true), cancelled.signal);
    expect(fault?.code).toBe("ABORT_ERR");
    expect(timedOut).toBe(false);
  });

  test("101 is no answer to a POST and does not hang", async () => {
    const port = await listen(
      createTcpServer((socket) => {
        socket.once("data", () =>
          socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
        );
      }),
    );
    const { fault, timedOut } = await (await channelTo(port)).send();
    expect(fault).not.toBeNull();
    expect(timedOut).toBe(false);
  });
});
