// Peers and surroundings for the tests of this room: real servers on free loopback ports, closed with the test.
import { lookup } from "node:dns/promises";
import type { AddressInfo, Server, Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { createAuthorizers } from "#lib/engine/authorize/authorizers";
import { type Network, stageLimitsMs } from "#lib/engine/open-socket";
import { type TargetRules, targetPolicy } from "#lib/engine/target-policy";
import type { Batch } from "#lib/otlp/outcome";

/** Listens on loopback and returns the port; the server and its sockets end with the test. */
export async function listen(server: Server, port = 0, host = "127.0.0.1"): Promise<number> {
  const sockets = new Set<Socket>();
  for (const event of ["connection", "secureConnection"]) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      // Clients of these tests leave in every possible way.
      socket.on("error", () => {});
    });
  }
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export function network(rules: Partial<TargetRules> = {}, more: Partial<Network> = {}): Network {
  return {
    policy: targetPolicy({ targets: "private", listeners: [], localAddresses: [], ...rules }),
    lookup: (host) => lookup(host, { all: true, order: "verbatim" }),
    now: () => performance.now(),
    limitsMs: stageLimitsMs,
    authorizers: createAuthorizers({ nowMs: Date.now, hostKeys: null, renewsRefused: true }),
    ...more,
  };
}

type Peer = { host?: string; port: number; tls?: boolean; path?: string };

export function connection(peer: Peer, more: Partial<EffectiveConnection> = {}): EffectiveConnection {
  const { host = "127.0.0.1", port, tls = false } = peer;
  const path = more.transport === "grpc" ? "" : (peer.path ?? "/v1/traces");
  const at = "/connection";
  const url = `${tls ? "https" : "http"}://${host}:${port}${path}`;
  return {
    transport: "http",
    target: { tls, host, port, path, url, typedLength: url.length },
    encoding: "protobuf",
    compression: "none",
    headers: [],
    auth: { type: "none" },
    tls: {},
    proxy: null,
    timeoutMs: 5000,
    kind: "base",
    from: { endpoint: at, encoding: at, compression: at, headers: at, auth: at, tls: at, proxy: at },
    ...more,
  };
}

export const untilAborted = () => new AbortController().signal;

export function batch(body: string, more: Partial<Batch> = {}): Batch {
  return { signal: "traces", encoding: "protobuf", body: Buffer.from(body), items: 1, ...more };
}
