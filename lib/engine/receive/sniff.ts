// Which HTTP a new connection speaks, by its first bytes: HTTP/2 without negotiation (h2c, as gRPC and some exporters use it)
// opens with a preface that no HTTP/1 request begins with. Hands the socket on untouched.
import type { Socket } from "node:net";

/** "PRI" is no method: three bytes decide. */
const preface = Buffer.from("PRI");

export type Sniff = {
  take: (socket: Socket) => void;
  /** Closes those that have said nothing yet. */
  ease: () => void;
};

/** A socket that says nothing within `limitMs` is closed. */
export function createSniff(limitMs: number, next: (socket: Socket, isHttp2: boolean) => void): Sniff {
  const silent = new Set<Socket>();
  const take = (socket: Socket) => {
    let seen: Buffer = Buffer.alloc(0);
    const drop = () => socket.destroy();
    const forget = () => silent.delete(socket);
    const onReadable = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const start = seen.subarray(0, preface.length);
      const isMaybe = preface.subarray(0, start.length).equals(start);
      if (isMaybe && start.length < preface.length) return;
      socket.off("readable", onReadable).off("timeout", drop).off("error", drop).off("close", forget);
      silent.delete(socket);
      socket.setTimeout(0);
      socket.unshift(seen);
      // node:http lets a socket be half open and waits for its end itself; node:http2 does not.
      if (isMaybe) socket.allowHalfOpen = false;
      next(socket, isMaybe);
    };
    silent.add(socket);
    socket.on("error", drop).on("timeout", drop).once("close", forget).on("readable", onReadable);
    socket.setTimeout(limitMs);
  };
  return {
    take,
    ease: () => {
      for (const socket of silent) socket.destroy();
    },
  };
}
