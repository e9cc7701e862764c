import { once } from "node:events";
import { Agent } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request as requestTls } from "node:https";
import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { frame } from "#lib/engine/grpc-frame";
import { createByteBudget } from "#lib/engine/receive/byte-budget";
import { openReceiver, type ReceiverSettings } from "#lib/engine/receive/receiver";
import {
  anyPort,
  contentTypes,
  ingestKeys,
  memoryAdmit,
  opened,
  payload,
  rawSocket,
  send,
} from "#lib/engine/receive/testing/receiver";
import { signalFacts } from "#lib/otlp/signal";

const authority = makeAuthority("Test authority");
const server = issue(authority, "127.0.0.1", { names: ["127.0.0.1"] });
const member = issue(authority, "member", { usage: "client" });
const stranger = issue(makeAuthority("Other authority"), "stranger", { usage: "client" });

const open = async (settings: Partial<ReceiverSettings>) => {
  const budget = createByteBudget(1024 * 1024);
  const closed = { http: null, grpc: null, tls: null, token: null, corsOrigins: [] };
  const parts = {
    settings: { ...closed, ...settings },
    admit: memoryAdmit(budget),
    keys: ingestKeys(settings.token ?? null),
    budget,
    now: () => performance.now(),
  };
  const result = await openReceiver(parts);
  if (result.ok) onTestFinished(() => result.data.close(0));
  return result;
};

async function takenPort(): Promise<number> {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  onTestFinished(() => void holder.close());
  const address = holder.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

describe("which doors are open", () => {
  test("a port that was asked for and is taken is one line, and nothing stays open", async () => {
    const port = await takenPort();
    for (const kind of ["http", "grpc"] as const) {
      const result = await open({ http: anyPort, grpc: anyPort, [kind]: { host: "127.0.0.1", port, explicit: true } });
      const variable = kind === "http" ? "OUTSPAN_OTLP_HTTP" : "OUTSPAN_OTLP_GRPC";
      expect(!result.ok && result.error).toEqual({
        code: "invalid",
        message: `${variable}: 127.0.0.1:${port} is taken`,
      });
    }
  });

  test("a default port that is taken is a problem told, and the other door is open", async () => {
    const port = await takenPort();
    const result = await open({ http: { host: "127.0.0.1", port, explicit: false }, grpc: anyPort });
    expect(result.ok && result.data).toMatchObject({
      http: null,
      grpc: { address: "127.0.0.1" },
      problems: [`127.0.0.1:${port} is taken, so OTLP over HTTP is off`],
    });
  });

  test.each([
    ["0.0.0.0", "127.0.0.1"],
    ["::", "::1"],
    ["192.0.2.7", "127.0.0.1"],
  ])("without a token %s is %s instead, and the problem names what to set", async (host, address) => {
    const result = await open({ http: { host, port: 0, explicit: true } });
    expect(result.ok && result.data.http?.address).toBe(address);
    expect(result.ok && result.data.problems).toEqual([expect.stringContaining("until there is an ingest key")]);
  });

  test("with a token every address is bound, a loopback one without too", async () => {
    const all = await open({ http: { host: "0.0.0.0", port: 0, explicit: true }, token: "t" });
    expect(all.ok && [all.data.http?.address, all.data.problems]).toEqual(["0.0.0.0", []]);
    for (const host of ["127.0.0.9", "::1", "localhost"]) {
      const local = await open({ grpc: { host, port: 0, explicit: true } });
      expect(local.ok && local.data.problems).toEqual([]);
    }
  });

  test("a certificate and a key that do not fit are one line that names the settings and quotes nothing", async () => {
    for (const tls of [
      { cert: server.cert, key: member.key },
      { cert: "no", key: "PEM" },
    ]) {
      const result = await open({ http: anyPort, tls });
      expect(!result.ok && result.error.message).toMatch(/^OUTSPAN_OTLP_TLS_CERT, [^\n]+$/);
      expect(!result.ok && result.error.message).not.toContain("BEGIN");
    }
  });
});

describe("TLS", () => {
  const overTls = (port: number, identity: object = {}) =>
    new Promise<number | string>((resolve) => {
      const headers = { "content-type": contentTypes.protobuf };
      const target = { host: "127.0.0.1", port, path: "/v1/traces", method: "POST", headers, agent: false as const };
      requestTls({ ...target, ca: authority.cert, ...identity }, (response) =>
        resolve(response.resume().statusCode ?? 0),
      )
        .on("error", (error: Error & { code?: string }) => resolve(error.code ?? ""))
        .end(payload());
    });
  const overHttp2 = async (
    port: number,
    path: string,
    contentType: string,
    body: Uint8Array,
    identity: object = {},
  ) => {
    const http2 = connectHttp2(`https://127.0.0.1:${port}`, { ca: authority.cert, ...identity });
    onTestFinished(() => http2.destroy());
    const stream = http2.request({ ":method": "POST", ":path": path, "content-type": contentType });
    const answered = new Promise<number | string>((resolve) => {
      stream.once("response", (headers) => resolve(headers[":status"] ?? 0));
      for (const side of [stream, http2]) side.on("error", () => resolve("refused"));
    });
    stream.end(body);
    return answered;
  };

  test("both doors speak TLS: HTTP/1.1, HTTP/2 and gRPC; plain text is turned away", async () => {
    const { httpPort, grpcPort, stored } = await opened({ grpc: anyPort, tls: server });
    expect(await overTls(httpPort)).toBe(200);
    expect(await overHttp2(httpPort, "/v1/traces", contentTypes.protobuf, payload())).toBe(200);
    const framed = frame(payload(), "none");
    expect(await overHttp2(grpcPort, signalFacts.traces.grpcPath, "application/grpc", framed)).toBe(200);
    await expect.poll(() => stored.length).toBe(3);
    await expect(send(httpPort)).rejects.toThrow();
  });

  test("with an authority for clients only those that it knows may send", async () => {
    const { httpPort, grpcPort, stored } = await opened({
      grpc: anyPort,
      tls: { ...server, clientCa: authority.cert },
    });
    expect(await overTls(httpPort, member)).toBe(200);
    expect(await overTls(httpPort, stranger)).not.toBe(200);
    expect(await overTls(httpPort)).not.toBe(200);
    const framed = frame(payload(), "none");
    const grpc = [grpcPort, signalFacts.traces.grpcPath, "application/grpc", framed] as const;
    expect(await overHttp2(...grpc, member)).toBe(200);
    expect(await overHttp2(...grpc)).toBe("refused");
    await expect.poll(() => stored.length).toBe(2);
  });
});

describe("close", () => {
  test("what is under way ends and is answered, nothing new is taken, and every socket is closed", async () => {
    const gate = Promise.withResolvers<void>();
    let appending = 0;
    const begun = Promise.withResolvers<void>();
    const { receiver, httpPort, grpcPort, stored } = await opened({
      grpc: anyPort,
      append: async () => {
        if (++appending === 2) begun.resolve();
        await gate.promise;
      },
    });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const silent = await rawSocket(httpPort);
    const http2 = connectHttp2(`http://127.0.0.1:${grpcPort}`);
    const stream = http2.request({
      ":method": "POST",
      ":path": signalFacts.traces.grpcPath,
      "content-type": "application/grpc",
    });
    stream.end(frame(payload(), "none"));
    const grpcAnswer = once(stream, "response");
    const httpAnswer = send(httpPort, payload(), { agent });
    await begun.promise;
    const closing = receiver.close(5000);
    expect(await silent.answer).toBe("");
    gate.resolve();
    const answer = await httpAnswer;
    expect([answer.status, answer.headers.connection]).toEqual([200, "close"]);
    expect((await grpcAnswer)[0][":status"]).toBe(200);
    stream.resume();
    await closing;
    expect(stored).toHaveLength(2);
    await expect(send(httpPort)).rejects.toThrow(/ECONNREFUSED/);
  });

  test("whoever does not end is cut at the deadline", async () => {
    const { receiver, httpPort } = await opened();
    const { socket, answer } = await rawSocket(httpPort);
    socket.write("POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\nx");
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0);
    await receiver.close(50);
    await answer;
  });
});
