// Connects to the first of several addresses that answers (RFC 8305 in small): the next one starts when the former failed
// or has been silent for a while. Addresses come judged; nothing is resolved here.
import { connect, type Socket } from "node:net";
import { faultOf } from "#lib/engine/fault";
import { within } from "#lib/engine/within";
import type { Fault, TcpSeen } from "#lib/otlp/observation";

type Attempt = TcpSeen["attempts"][number];
export type Connected = { socket: Socket | null; address: string | null; attempts: Attempt[] };

const staggerMs = 250;

export function connectTcp(
  addresses: readonly string[],
  port: number,
  limitMs: number,
  abort: AbortSignal,
  now: () => number,
): Promise<Connected> {
  return within<Connected>(limitMs, abort, (finish) => {
    const waiting = [...addresses];
    const pending = new Map<Socket, { address: string; startMs: number }>();
    const attempts: Attempt[] = [];
    let stagger: NodeJS.Timeout | undefined;

    const end = (socket: Socket, fault: Fault | null) => {
      const attempt = pending.get(socket);
      pending.delete(socket);
      if (attempt) attempts.push({ address: attempt.address, durationMs: now() - attempt.startMs, fault });
      return attempt?.address ?? null;
    };
    const abandon = () => {
      clearTimeout(stagger);
      for (const socket of pending.keys()) socket.destroy();
    };
    const next = () => {
      clearTimeout(stagger);
      const address = waiting.shift();
      if (address === undefined) {
        if (pending.size === 0) finish({ socket: null, address: null, attempts });
        return;
      }
      const socket = connect({ host: address, port, noDelay: true });
      pending.set(socket, { address, startMs: now() });
      // Stays for the life of the socket: an error that nobody else hears must not end the process.
      socket.on("error", (error) => {
        if (pending.has(socket)) end(socket, faultOf(error));
        else return;
        next();
      });
      socket.once("connect", () => {
        const connected = end(socket, null);
        abandon();
        finish({ socket, address: connected, attempts });
      });
      if (waiting.length > 0) stagger = setTimeout(next, staggerMs);
    };
    next();
    return (fault) => {
      abandon();
      for (const socket of [...pending.keys()]) end(socket, fault);
      return { socket: null, address: null, attempts };
    };
  });
}
