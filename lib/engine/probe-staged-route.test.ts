// The way to a receiver, staged on loopback: names, refusals, silence, hang-ups and proxies (failures.md N01–N13).
import { createServer as createHttpServer } from "node:http";
import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notPassed,
  otlpAt,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";
import type { Report } from "#lib/otlp/report";

const all = "traces,metrics,logs";
const codes = ({ diagnosis }: Report) => diagnosis.map(({ code }) => code);
/** A resolver that knows these names alone. */
const names = (known: Record<string, string[]>) => ({
  net: {
    lookup: async (host: string) => {
      const addresses = known[host];
      if (addresses) return addresses.map((address) => ({ address }));
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" });
    },
  },
});
const failing = (code: string) => ({
  net: { lookup: async (host: string) => Promise.reject(Object.assign(new Error(`${code} ${host}`), { code })) },
});
const quick = { dns: 300, tcp: 300, proxy: 300, tls: 300 };

async function closedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("names", () => {
  test.each(["http", "grpc"] as const)("N01 dns.nxdomain over %s", async (transport) => {
    const report = await probe(destination("http://otelcol.observability:4318", { transport }), names({}));
    expect(notPassed(report)).toEqual(["dns failed"]);
    expect(told(report)).toEqual([`dns.nxdomain certain ${all}: no fix`]);
  });

  test("N02 dns.temporary: no resolver answers, in a word of its own or by our time limit", async () => {
    const again = await probe(destination("http://collector.test:4318"), failing("EAI_AGAIN"));
    expect(notPassed(again)).toEqual(["dns failed"]);
    expect(told(again)).toEqual([`dns.temporary certain ${all}: no fix`]);
    const never = { lookup: () => new Promise<never>(() => {}), limitsMs: quick };
    const silent = await probe(destination("http://collector.test:4318"), { net: never });
    expect(told(silent)).toEqual([`dns.temporary likely ${all}: no fix`]);
  });

  test("N03 grpc.name_resolver_zero_addresses: the name is there and nothing behind it", async () => {
    const headless = names({ "receiver.test": [] });
    const report = await probe(destination("http://receiver.test:4317", { transport: "grpc" }), headless);
    expect(notPassed(report)).toEqual(["dns failed"]);
    expect(told(report)).toEqual([`grpc.name_resolver_zero_addresses certain ${all}: no fix`]);
  });
});

describe("addresses", () => {
  test("N04 tcp.refused outside a container, on localhost as on any name", async () => {
    const port = await closedPort();
    const report = await probe(
      destination(`http://collector.test:${port}`),
      names({ "collector.test": ["127.0.0.1"] }),
    );
    expect(told(report)).toEqual([`tcp.refused certain ${all}: no fix`]);
  });

  test("N05 localhost inside a container: the machine below is one click away and green, N04 stays possible", async () => {
    const { port } = await httpReceiver(otlpAt());
    const inside = {
      ...names({ localhost: ["127.0.0.2"], "host.docker.internal": ["127.0.0.1"] }),
      surroundings: { environmentProxy: null, isContainer: true },
    };
    const probed = destination(`http://localhost:${port}`);
    const report = await probe(probed, inside);
    expect(notPassed(report)).toEqual(["tcp failed"]);
    expect(told(report)).toEqual([
      `tcp.refused_container_localhost likely ${all}: Use host.docker.internal`,
      `tcp.refused possible ${all}: no fix`,
    ]);
    expect((await probeFixed(probed, firstOf(report), inside)).verdict).toBe("accepted");
    const outside = await probe(probed, names({ localhost: ["127.0.0.2"] }));
    expect(codes(outside)).toEqual(["tcp.refused"]);
  });

  test("N06 tcp.ipv6_localhost: localhost is ::1 alone, 127.0.0.1 answers and is one click away", async () => {
    const { port } = await httpReceiver(otlpAt());
    const probed = destination(`http://localhost:${port}`);
    const report = await probe(probed, names({ localhost: ["::1"] }));
    expect(notPassed(report)).toEqual(["tcp failed"]);
    expect(told(report)).toEqual([`tcp.ipv6_localhost certain ${all}: Use http://127.0.0.1:${port}`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
    const gone = await probe(destination(`http://localhost:${await closedPort()}`), names({ localhost: ["::1"] }));
    expect(codes(gone)).toEqual(["tcp.refused"]);
  });

  test("N06 is no failure where both addresses are known: the second is taken", async () => {
    const { port } = await httpReceiver(otlpAt());
    const report = await probe(destination(`http://localhost:${port}`), names({ localhost: ["::1", "127.0.0.1"] }));
    expect(report.verdict).toBe("accepted");
  });

  test("N08 tcp.unreachable: the system refuses to send there", async () => {
    // The broadcast address of the loopback network: no connection can be made, and no packet leaves.
    const report = await probe(
      destination("http://collector.test:4318"),
      names({ "collector.test": ["127.255.255.255"] }),
    );
    expect(notPassed(report)).toEqual(["tcp failed"]);
    expect(told(report)).toEqual([`tcp.unreachable certain ${all}: no fix`]);
  });
});

describe("silence and hang-ups", () => {
  test.each(["http", "grpc"] as const)("N09 tcp.accepts_silent over %s: nothing to any question", async (transport) => {
    const port = await listen(createTcpServer());
    const report = await probe(destination(`http://127.0.0.1:${port}`, { transport, timeoutMs: 300 }));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`tcp.accepts_silent certain ${all}: no fix`]);
  });

  test("N09 over TLS: no answer to the handshake", async () => {
    const port = await listen(createTcpServer());
    const report = await probe(destination(`https://127.0.0.1:${port}`), { net: { limitsMs: quick } });
    expect(told(report)).toEqual([`tcp.accepts_silent certain ${all}: no fix`]);
  });

  test.each([
    ["a reset", "http", (socket: Socket) => socket.once("data", () => socket.resetAndDestroy())],
    ["a reset", "grpc", (socket: Socket) => socket.once("data", () => socket.resetAndDestroy())],
    ["an end", "http", (socket: Socket) => socket.once("data", () => socket.end())],
    ["an end before a word", "grpc", (socket: Socket) => socket.end()],
  ] as const)(
    "N05 and N10 by %s over %s: both are possible on this machine, nothing else",
    async (_how, transport, act) => {
      const port = await listen(createTcpServer((socket) => void act(socket)));
      const report = await probe(destination(`http://127.0.0.1:${port}`, { transport }));
      expect(notPassed(report)).toEqual(["protocol failed"]);
      expect(told(report)).toEqual([
        `tcp.refused_container_localhost possible ${all}: no fix`,
        `tcp.reset possible ${all}: no fix`,
      ]);
    },
  );

  test("N10 tcp.reset on items alone: the empty request on a fresh connection is answered", async () => {
    const { port } = await httpReceiver(({ bytes }, response) => {
      if (bytes > 2) response.socket?.resetAndDestroy();
      return bytes > 2 ? null : taken;
    });
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(told(report)).toEqual([`tcp.reset likely ${all}: no fix`]);
    expect(firstOf(report).title).toContain("not on empty ones");
  });
});

type Rule = (authority: string) => number | { host: string; port: number };

/** A CONNECT proxy: a status refuses, a place is what the tunnel leads to. Requests that are none are refused. */
async function connectProxy(rule: Rule, headers = ""): Promise<number> {
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on("connect", (asked, socket: Socket) => {
    const to = rule(asked.url ?? "");
    if (typeof to === "number") return socket.end(`HTTP/1.1 ${to} No\r\n${headers}Content-Length: 0\r\n\r\n`);
    const onward = connect(to, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
    onTestFinished(() => void onward.destroy());
  });
  return listen(server as Server);
}

describe("proxies", () => {
  const authority = makeAuthority("Test CA");
  const good = issue(authority, "peer", { names: ["otlp.test"] });
  const secured = { tls: { ca: authority.cert } };
  const here = names({ "otlp.test": ["127.0.0.1"] });

  test("N11 proxy.auth_required: nothing gets through; past the proxy is offered where the target is reached", async () => {
    const { port } = await httpReceiver(otlpAt());
    const proxy = await connectProxy(() => 407, 'Proxy-Authenticate: Basic realm="corp"\r\n');
    const probed = destination(`http://127.0.0.1:${port}`, { proxy: `http://127.0.0.1:${proxy}` });
    const report = await probe(probed);
    expect(notPassed(report)).toEqual(["proxy failed"]);
    expect(told(report)).toEqual([`proxy.auth_required certain ${all}: Leave the proxy out`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
    const only = destination(`http://127.0.0.1:${await closedPort()}`, { proxy: `http://127.0.0.1:${proxy}` });
    expect(told(await probe(only))).toEqual([`proxy.auth_required certain ${all}: no fix`]);
  });

  test("N11 a proxy on the way that nobody set answers 407 itself", async () => {
    const { port } = await httpReceiver(() => ({ status: 407, type: "text/html", body: "<h1>Sign in</h1>" }));
    const report = await probe(destination(`http://127.0.0.1:${port}`));
    expect(notPassed(report)).toEqual(["protocol failed"]);
    expect(told(report)).toEqual([`proxy.auth_required certain ${all}: no fix`]);
  });

  test("N12 proxy.ignored_or_unexpected: named beside what else it may be, and green with the proxy", async () => {
    const { port } = await httpReceiver(otlpAt());
    const proxy = await connectProxy(() => ({ host: "127.0.0.1", port }));
    const corporate = {
      rules: { targets: "any" as const },
      net: names({}).net,
      surroundings: { environmentProxy: `127.0.0.1:${proxy}`, isContainer: false },
    };
    const probed = destination("http://otlp.vendor.test:4318");
    const report = await probe(probed, corporate);
    expect(told(report)).toEqual([
      `dns.nxdomain possible ${all}: no fix`,
      `proxy.ignored_or_unexpected possible ${all}: Use the proxy http://127.0.0.1:${proxy}`,
    ]);
    const [, named] = report.diagnosis;
    expect((await probeFixed(probed, named ?? firstOf(report), corporate)).verdict).toBe("accepted");
    const other = await probe(probed, { ...corporate, surroundings: { environmentProxy: null, isContainer: false } });
    expect(told(other)).toEqual([`dns.nxdomain certain ${all}: no fix`]);
  });

  test("N13 proxy.connect_forbidden: 443 opens, this port does not; the receiver there is one click away", async () => {
    const { port } = await httpReceiver(otlpAt(), good);
    const proxy = await connectProxy((to) => (to.endsWith(":443") ? { host: "127.0.0.1", port } : 403));
    const probed = destination("https://otlp.test:4318", { ...secured, proxy: `http://127.0.0.1:${proxy}` });
    const report = await probe(probed, here);
    expect(notPassed(report)).toEqual(["proxy failed"]);
    expect(told(report)).toEqual([`proxy.connect_forbidden certain ${all}: Use port 443`]);
    expect((await probeFixed(probed, firstOf(report), here)).verdict).toBe("accepted");
  });

  test("N13 a proxy that forbids the host as a whole: likely, and no port is proposed", async () => {
    const proxy = await connectProxy(() => 403);
    const probed = destination("https://otlp.test:4318", { ...secured, proxy: `http://127.0.0.1:${proxy}` });
    expect(told(await probe(probed, here))).toEqual([`proxy.connect_forbidden likely ${all}: no fix`]);
  });

  test("a proxy that opens the way is no failure, over HTTP, gRPC and TLS", async () => {
    const plain = await grpcReceiver();
    const through = await connectProxy(() => ({ host: "127.0.0.1", port: plain.port }));
    const grpc = destination("http://otlp.test:4317", { transport: "grpc", proxy: `http://127.0.0.1:${through}` });
    expect((await probe(grpc, here)).verdict).toBe("accepted");
  });
});
