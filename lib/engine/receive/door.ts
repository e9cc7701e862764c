// What both doors of the receiver share: which address may be bound, the one place where a port is opened, and a close that lets
// what is under way end. Knows no protocol.
import { once } from "node:events";
import { BlockList, isIPv6, type Server, type Socket } from "node:net";
import { fail, ok, type Result } from "#lib/result";

/** PEM. */
export type DoorTls = { cert: string; key: string; clientCa?: string | null };

export type DoorLimits = {
  headersMs: number;
  /** For a request to come in whole. */
  requestMs: number;
  /** For a connection without a request. */
  idleMs: number;
  connectionsMax: number;
};

export type Bound = { address: string; port: number };
export type Door = { server: Server; sockets: ReadonlySet<Socket> };

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** Without a token nobody else's machine may send: the loopback address of the same family. null = it is one. */
export function loopbackInstead(host: string): string | null {
  if (host.toLowerCase() === "localhost" || loopback.check(host, isIPv6(host) ? "ipv6" : "ipv4")) return null;
  return isIPv6(host) ? "::1" : "127.0.0.1";
}

export function showAddress({ address, port }: Bound): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

export function keepSockets(server: Server): Door {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return { server, sockets };
}

/** The message says why it could not be opened. */
export async function openDoor({ server }: Door, wanted: Bound): Promise<Result<Bound>> {
  try {
    server.listen({ host: wanted.address, port: wanted.port, exclusive: true });
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return fail("invalid", `${showAddress(wanted)} ${reasons[code] ?? `cannot be opened (${code})`}`);
  }
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("A listening server has no address");
  return ok({ address: bound.address, port: bound.port });
}

const reasons: Record<string, string> = {
  EADDRINUSE: "is taken",
  EACCES: "may not be opened by this user",
  EADDRNOTAVAIL: "is no address of this machine",
  ENOTFOUND: "is no address of this machine",
  EAI_AGAIN: "is no address of this machine",
};

/** Resolves when every connection is closed, after `drainMs` at the latest. `ease` closes those that do nothing. */
export async function closeDoor({ server, sockets }: Door, drainMs: number, ease: () => void): Promise<void> {
  const closed = once(server, "close");
  server.close();
  ease();
  const deadline = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, drainMs);
  await closed;
  clearTimeout(deadline);
}
