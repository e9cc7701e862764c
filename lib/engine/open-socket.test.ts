import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { type Network, openSocket, type StageSeen, stageLimitsMs } from "#lib/engine/open-socket";
import { connection, listen, network, untilAborted } from "#lib/engine/testing/peers";

async function silentServer(): Promise<number> {
  return await listen(createServer(() => {}));
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

async function open(route: ReturnType<typeof connection>, surroundings: Network, abort = untilAborted()) {
  const stages: StageSeen[] = [];
  const opened = await openSocket(route, surroundings, abort, (stage) => stages.push(stage));
  opened.socket?.destroy();
  return { ...opened, stages };
}

const answers = (...addresses: string[]) => ({ lookup: async () => addresses.map((address) => ({ address })) });

describe("names and addresses", () => {
  test("each stage is reported as it ends, with its addresses", async () => {
    const port = await silentServer();
    const { socket, stages, seen } = await open(
      connection({ host: "peer.test", port }),
      network({}, answers("127.0.0.1")),
    );
    expect(socket).not.toBeNull();
    expect(stages.map(({ stage }) => stage)).toEqual(["dns", "tcp"]);
    expect(seen.dns).toMatchObject({ host: "peer.test", literal: false, addresses: ["127.0.0.1"], fault: null });
    expect(seen.tcp).toMatchObject({ port, connected: "127.0.0.1", blocked: null });
    expect(seen.tcp?.attempts).toMatchObject([{ address: "127.0.0.1", fault: null }]);
  });

  test("an IP literal is not looked up", async () => {
    const port = await silentServer();
    const lookup = () => Promise.reject(new Error("not to be called"));
    const { seen } = await open(connection({ port }), network({}, { lookup }));
    expect(seen.dns).toMatchObject({ literal: true, addresses: ["127.0.0.1"] });
    expect(seen.tcp?.connected).toBe("127.0.0.1");
  });

  test("a name that does not exist is the resolver's code, and nothing is connected", async () => {
    const lookup = () => Promise.reject(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }));
    const { socket, seen, stages } = await open(connection({ host: "no.test", port: 1 }), network({}, { lookup }));
    expect(socket).toBeNull();
    expect(seen.dns?.fault?.code).toBe("ENOTFOUND");
    expect(stages).toHaveLength(1);
  });

  test("a resolver that never answers ends at its own limit", async () => {
    const never: Network["lookup"] = () => new Promise(() => {});
    const slow = network({}, { lookup: never, limitsMs: { ...stageLimitsMs, dns: 20 } });
    expect((await open(connection({ host: "slow.test", port: 1 }), slow)).seen.dns?.fault?.code).toBe("ETIMEDOUT");
  });

  test("a refused port is ECONNREFUSED, with every address that was tried", async () => {
    const port = await closedPort();
    const { socket, seen } = await open(
      connection({ host: "x", port }),
      network({}, answers("127.0.0.1", "127.0.0.2")),
    );
    expect(socket).toBeNull();
    expect(seen.tcp?.attempts.map(({ address, fault }) => [address, fault?.code])).toEqual([
      ["127.0.0.1", "ECONNREFUSED"],
      ["127.0.0.2", "ECONNREFUSED"],
    ]);
  });

  test("the next address is used when the first one refuses", async () => {
    const port = await silentServer();
    const { seen } = await open(connection({ host: "x", port }), network({}, answers("127.0.0.2", "127.0.0.1")));
    expect(seen.tcp?.connected).toBe("127.0.0.1");
    expect(seen.tcp?.attempts.map(({ fault }) => fault?.code)).toEqual(["ECONNREFUSED", undefined]);
  });

  test("R7.6 an abort ends whatever stage it meets, at once", async () => {
    const cancelled = new AbortController();
    const lookup: Network["lookup"] = () => {
      cancelled.abort();
      return new Promise(() => {});
    };
    const { seen } = await open(connection({ host: "x", port: 1 }), network({}, { lookup }), cancelled.signal);
    expect(seen.dns?.fault?.code).toBe("ABORT_ERR");
  });
});

describe("R9.9 the policy is enforced on the address connected to", () => {
  test("a blocked address is never connected to", async () => {
    let connections = 0;
    const port = await listen(createServer(() => connections++));
    const { socket, seen } = await open(connection({ port }), network({ targets: "public" }));
    expect(socket).toBeNull();
    expect(seen.tcp).toMatchObject({
      blocked: { address: "127.0.0.1", reason: "loopback" },
      attempts: [],
      connected: null,
    });
    expect(connections).toBe(0);
  });

  test("a name that points to a public address now and to a private one then gains nothing: it is resolved once", async () => {
    const port = await silentServer();
    let lookups = 0;
    const rebinding: Network["lookup"] = async () => [{ address: lookups++ === 0 ? "127.0.0.1" : "169.254.169.254" }];
    const { seen } = await open(connection({ host: "rebind.test", port }), network({}, { lookup: rebinding }));
    expect(seen.tcp?.connected).toBe("127.0.0.1");
    expect(lookups).toBe(1);
  });

  test("of several addresses only the allowed ones are tried", async () => {
    const port = await silentServer();
    const mixed = network({}, answers("169.254.169.254", "127.0.0.1"));
    const { seen } = await open(connection({ host: "mixed.test", port }), mixed);
    expect(seen.tcp).toMatchObject({
      connected: "127.0.0.1",
      blocked: { address: "169.254.169.254", reason: "metadata" },
    });
    expect(seen.tcp?.attempts).toHaveLength(1);
  });

  test("Outspan's own listener is refused under any policy", async () => {
    const port = await silentServer();
    const own = network({ targets: "any", listeners: [{ address: "127.0.0.1", port }] });
    expect((await open(connection({ port }), own)).seen.tcp?.blocked?.reason).toBe("self");
  });
});

describe("CONNECT proxies", () => {
  type Asked = { authority: string | undefined; headers: object };

  async function proxy(status = 200): Promise<{ port: number; asked: Asked[] }> {
    const asked: Asked[] = [];
    const server = createHttpServer();
    server.on("connect", (request, client: Socket) => {
      asked.push({ authority: request.url, headers: request.headers });
      if (status !== 200) {
        return client.end(`HTTP/1.1 ${status} Refused\r\nProxy-Authenticate: Basic realm="corp"\r\n\r\n`);
      }
      const upstream = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.pipe(upstream).pipe(client);
      });
      upstream.on("error", () => client.destroy());
      client.on("close", () => upstream.destroy());
    });
    return { port: await listen(server), asked };
  }

  const through = (port: number) => ({ proxy: { host: "127.0.0.1", port } });

  test("the tunnel opens; names and TCP are the proxy's; no header of ours reaches it", async () => {
    const { port, asked } = await proxy();
    const target = await silentServer();
    const { socket, seen, stages } = await open(connection({ port: target }, through(port)), network());
    expect(socket).not.toBeNull();
    expect(stages.map(({ stage }) => stage)).toEqual(["dns", "tcp", "proxy"]);
    expect(seen.tcp?.port).toBe(port);
    expect(seen.proxy).toMatchObject({ proxy: `127.0.0.1:${port}`, status: 200, blocked: null, fault: null });
    expect(asked).toEqual([
      { authority: `127.0.0.1:${target}`, headers: { host: `127.0.0.1:${target}`, connection: "close" } },
    ]);
  });

  test("a refusal shows the proxy's status and challenge (R11.8)", async () => {
    const { port } = await proxy(407);
    const { socket, seen } = await open(connection({ port: 4318 }, through(port)), network());
    expect(socket).toBeNull();
    expect(seen.proxy).toMatchObject({ status: 407, statusText: "Refused", authenticate: 'Basic realm="corp"' });
  });

  test("a proxy that sends interim answers without end is refused at the first", async () => {
    const port = await listen(
      createServer((socket) => socket.once("data", () => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(40)))),
    );
    const { socket, seen } = await open(connection({ port: 4318 }, through(port)), network());
    expect(socket).toBeNull();
    expect(seen.proxy).toMatchObject({ status: 103, fault: null });
  });

  test("a proxy that says nothing ends at its own limit", async () => {
    const limitsMs = { ...stageLimitsMs, proxy: 20 };
    const { seen } = await open(connection({ port: 1 }, through(await silentServer())), network({}, { limitsMs }));
    expect(seen.proxy?.fault?.code).toBe("ETIMEDOUT");
  });

  test.each([
    ["a literal metadata address", "169.254.169.254", "private", "metadata"],
    ["a private literal under public", "10.0.0.1", "public", "private"],
    ["a name that resolves to one", "meta.test", "private", "metadata"],
    ["a name with one bad address among good ones", "mixed.test", "private", "metadata"],
    ["a name that does not resolve here", "unknown.test", "private", "unresolved"],
  ] as const)("the target is judged too: %s", async (_what, host, targets, reason) => {
    const names: Record<string, string[]> = {
      "meta.test": ["169.254.169.254"],
      "mixed.test": ["8.8.8.8", "169.254.169.254"],
    };
    const { port, asked } = await proxy();
    const lookup: Network["lookup"] = async (name) => (names[name] ?? []).map((address) => ({ address }));
    const { policy } = network({ targets });
    const lenient = {
      ...policy,
      judge: (address: string, at: number) => (at === port ? null : policy.judge(address, at)),
    };
    const { socket, seen } = await open(
      connection({ host, port: 4318 }, through(port)),
      network({}, { lookup, policy: lenient }),
    );
    expect(socket).toBeNull();
    expect(seen.proxy?.blocked?.reason).toBe(reason);
    expect(asked).toEqual([]);
  });

  test("a name that does not resolve here passes with any: the proxy may know it", async () => {
    const { port, asked } = await proxy();
    const target = await silentServer();
    const lookup: Network["lookup"] = () => Promise.reject(new Error("unknown"));
    const { socket } = await open(
      connection({ host: "inside.test", port: target }, through(port)),
      network({ targets: "any" }, { lookup }),
    );
    expect(socket).not.toBeNull();
    expect(asked[0]?.authority).toBe(`inside.test:${target}`);
  });

  test("the proxy's own address is judged", async () => {
    const { port, asked } = await proxy();
    const { seen } = await open(
      connection({ host: "8.8.8.8", port: 4318 }, through(port)),
      network({ targets: "public" }),
    );
    expect(seen.tcp?.blocked?.reason).toBe("loopback");
    expect(asked).toEqual([]);
  });
});
