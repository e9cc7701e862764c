// Every spelling of an address that may not be reached, at every door through which an operator's URL becomes a connection. Names are
// resolved by the tests themselves; the trap stands on loopback.
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { describe, expect, test } from "vitest";
import { resolveEndpoint } from "#lib/destination/endpoint";
import { postForm } from "#lib/engine/authorize/token-request";
import { checkedFetch } from "#lib/engine/checked-fetch";
import { testNotice } from "#lib/engine/notice/notice";
import { sendWebhook } from "#lib/engine/notice/webhook";
import { type Network, openSocket } from "#lib/engine/open-socket";
import type { TargetRules } from "#lib/engine/target-policy";
import { connection, listen, network, untilAborted } from "#lib/engine/testing/peers";
import { openChannel, wireRequest } from "#lib/engine/transport";

type Rules = Pick<TargetRules, "targets">;
type Door = (authority: string, rules: Rules, lookup: Network["lookup"]) => Promise<string>;

/** What each says: "open" where a connection was made, else why not. */
const doors: Record<string, Door> = {
  "export and probe over HTTP": (authority, rules, lookup) => exported("http", `http://${authority}/x`, rules, lookup),
  "export and probe over gRPC": (authority, rules, lookup) => exported("grpc", `http://${authority}`, rules, lookup),
  async "a token URL"(authority, rules, lookup) {
    const form = { headers: {}, body: "grant_type=client_credentials" };
    const asked = await postForm(
      `https://${authority}/token`,
      form,
      { tls: {}, proxy: null },
      network(rules, { lookup }),
    );
    return "fault" in asked ? (asked.fault.at === "tls" ? "open" : `${asked.fault.at} ${asked.fault.code}`) : "open";
  },
  async "a webhook"(authority, rules, lookup) {
    const url = `http://${authority}/hook`;
    const told = await sendWebhook({ url, format: "json" }, testNotice(0), network(rules, { lookup }));
    return /^(\d|The connection|No answer|No connection)/.test(told.message) ? `open: ${told.message}` : told.message;
  },
  async "discovery of OpenID Connect"(authority, { targets }, lookup) {
    const limits = { limitMs: 2000, bytesMax: 1000 };
    const fetch = checkedFetch({ targets, listeners: [], limits, lookup });
    const asked = await fetch(`https://${authority}/.well-known/openid-configuration`, {
      method: "GET",
      headers: {},
      body: null,
    });
    return "fault" in asked ? (asked.fault.at === "tls" ? "open" : `${asked.fault.at} ${asked.fault.code}`) : "open";
  },
};

async function exported(
  transport: "http" | "grpc",
  endpoint: string,
  rules: Rules,
  lookup: Network["lookup"],
): Promise<string> {
  const { target } = resolveEndpoint({ transport, endpoint, kind: "own", signal: "traces", path: "" });
  if (target === null) return "refused as it is typed";
  const route = { ...connection({ port: 1 }, { transport }), target };
  const { socket, seen } = await openSocket(route, network(rules, { lookup }), untilAborted(), () => {});
  socket?.destroy();
  if (socket !== null || (seen.tcp?.attempts.length ?? 0) > 0) return "open";
  return seen.tcp?.blocked?.reason ?? seen.dns?.fault?.code ?? "no";
}

/** What a resolver would say; anything else has no address. */
const names: Record<string, string> = {
  localhost: "127.0.0.1",
  "localhost.": "127.0.0.1",
  "any.localhost": "127.0.0.1",
  "localhost.localdomain": "127.0.0.1",
  "ip6-localhost": "::1",
  "rebound.example": "127.0.0.1",
  "mapped.example": "::ffff:127.0.0.1",
  "metadata.google.internal": "169.254.169.254",
  "metadata.google.internal.": "169.254.169.254",
  "instance-data.ec2.internal": "169.254.169.254",
  "metadata.example": "fd00:ec2::254",
  "linked.example": "fe80::1",
};
const lookup: Network["lookup"] = async (host) => {
  const address = names[host];
  if (address === undefined) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
  return [{ address }];
};

async function trap(): Promise<{ port: number; caught: string[] }> {
  const caught: string[] = [];
  const port = await listen(
    createTcpServer((socket) => {
      caught.push("connected");
      socket.on("data", (chunk) => caught.push(chunk.toString("latin1")));
    }),
  );
  return { port, caught };
}

const loopback = [
  ...[
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
  ],
  ...["127.8.9.10", "0", "0.0.0.0", "0x0", "１２７.0.0.1", "①②⑦.⓪.0.1", "127。0。0。1"],
  ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
  ...["[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::1]", "[::ffff:0:7f00:1]"],
  ...["[2001:0:808:808:0:0:80ff:fffe]", "[::1%25lo]", "[::1%lo]"],
  ...["localhost", "LOCALHOST", "localhost.", "any.localhost", "localhost.localdomain", "ip6-localhost"],
  ...[
    "rebound.example",
    "mapped.example",
    "user@127.0.0.1",
    "192.0.2.1@127.0.0.1",
    "user:pass@localhost",
    "192.0.2.1#@127.0.0.1",
  ],
];

const metadata = [
  ...["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "169.254.169.254."],
  ...["169.254.170.2", "169.254.170.23", "169.254.1.1", "168.63.129.16", "100.100.100.200", "192.0.0.192"],
  ...["[fd00:ec2::23]", "[fd00:c1::a9fe:a9fe]", "[fd00:42::42]"],
  ...["[fd00:ec2::254]", "[fd20:ce::254]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]"],
  ...["[64:ff9b::a83f:8110]", "[2002:a9fe:a9fe::1]", "[::169.254.169.254]", "[fe80::1]", "[fe80::1%25eth0]"],
  ...["[fe80::a9fe:a9fe]", "[ff02::1]", "224.0.0.1", "255.255.255.255"],
  ...[
    "metadata.google.internal",
    "metadata.google.internal.",
    "METADATA.google.internal",
    "instance-data.ec2.internal",
  ],
  ...["metadata.example", "linked.example", "user@169.254.169.254", "127.0.0.1@169.254.169.254"],
];

describe.each(Object.entries(doors))("R9.9 %s", (_name, door) => {
  test.each(loopback)("reaches no loopback under public, written %s", async (host) => {
    const { port, caught } = await trap();
    expect(await door(`${host}:${port}`, { targets: "public" }, lookup)).not.toMatch(/^open/);
    expect(caught).toEqual([]);
  });

  test.each(metadata)("reaches no metadata or link-local address under private, written %s", async (host) => {
    expect(await door(`${host}:80`, { targets: "private" }, lookup)).not.toMatch(/^open/);
    expect(await door(`${host}:80`, { targets: "public" }, lookup)).not.toMatch(/^open/);
  });

  test("connects to an address that was judged, of a name that is resolved once", async () => {
    const { port, caught } = await trap();
    const asked: string[] = [];
    const changing: Network["lookup"] = async (host) => {
      asked.push(host);
      return [{ address: asked.length === 1 ? "192.0.2.1" : "127.0.0.1" }];
    };
    expect(await door(`changing.example:${port}`, { targets: "public" }, changing)).not.toMatch(/^open/);
    expect([asked.length, caught.length]).toEqual([1, 0]);
  });
});

test("R9.9 of several addresses of a name only those that pass are tried", async () => {
  const { port, caught } = await trap();
  const several: Network["lookup"] = async () => [{ address: "169.254.169.254" }, { address: "127.0.0.1" }];
  const route = connection({ host: "several.example", port });
  const { socket, seen } = await openSocket(route, network({}, { lookup: several }), untilAborted(), () => {});
  expect(socket?.remoteAddress).toBe("127.0.0.1");
  expect(seen.tcp?.attempts.map(({ address }) => address)).toEqual(["127.0.0.1"]);
  expect(caught).toEqual(["connected"]);
});

test("R9.9 no proxy is asked for a target that may not be reached", async () => {
  const { port, caught } = await trap();
  for (const host of ["169.254.169.254", "fd00:ec2::254", "metadata.google.internal", "unknown.example"]) {
    const route = { ...connection({ host, port: 80 }), proxy: { host: "127.0.0.1", port } };
    const { socket, seen } = await openSocket(route, network({}, { lookup }), untilAborted(), () => {});
    expect([host, socket, seen.proxy?.blocked === null]).toEqual([host, null, false]);
  }
  expect(caught.filter((one) => one !== "connected")).toEqual([]);
});

test("R9.9 a redirect leads nobody on, at any door", async () => {
  const { port: end, caught } = await trap();
  const port = await listen(
    createServer((_request, response) => response.writeHead(307, { location: `http://127.0.0.1:${end}/` }).end()),
  );
  const own = network();
  expect((await sendWebhook({ url: `http://127.0.0.1:${port}/`, format: "json" }, testNotice(0), own)).accepted).toBe(
    false,
  );
  const form = { headers: {}, body: "a=b" };
  await postForm(`http://127.0.0.1:${port}/token`, form, { tls: {}, proxy: null }, own);
  const fetch = checkedFetch({ targets: "private", listeners: [], limits: { limitMs: 2000, bytesMax: 1000 } });
  await fetch(`http://127.0.0.1:${port}/`, { method: "GET", headers: {}, body: null });
  const route = connection({ port });
  const { channel } = await openChannel(route, own, untilAborted(), () => {});
  const batch = { signal: "traces", encoding: "protobuf", body: Buffer.from("x"), items: 1 } as const;
  const exchange = await channel?.exchange({ ...wireRequest(route, batch, true), timeoutMs: 2000 }, untilAborted());
  expect(exchange?.answer?.status).toBe(307);
  channel?.close();
  expect(caught).toEqual([]);
});

test("no door uses a proxy of the environment", async () => {
  const { port, caught } = await trap();
  const kept = { ...process.env };
  const proxies = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
  for (const name of proxies) process.env[name] = `http://127.0.0.1:${port}`;
  try {
    const { port: peer } = await trap();
    for (const door of Object.values(doors)) await door(`127.0.0.1:${peer}`, { targets: "public" }, lookup);
    await exported("http", `http://127.0.0.1:${peer}/x`, { targets: "private" }, lookup);
  } finally {
    for (const name of proxies) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  }
  expect(caught).toEqual([]);
});
