// Sends mutated requests to a receiver and judges every answer: HTTP/1 and gRPC on connections that go on, HTTP/2 in raw bytes.

import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from "node:http2";
import { connect, type Socket } from "node:net";
import { judgeGrpc, judgeHttp, judgeHttp2, readHttp1 } from "#lib/engine/receive/testing/legal-answer";
import { mutateGrpc, mutateHttp, mutateHttp2 } from "#lib/engine/receive/testing/mutations";
import type { Chance } from "#lib/testing/chance";

/** One request of this kind, judged; true = it was a good one, and accepted. */
export type MutantSender = { send: (chance: Chance) => Promise<boolean>; close: () => void };

const host = "127.0.0.1";
const goAhead = "HTTP/1.1 100 Continue\r\n\r\n";

type Line = { socket: Socket; read: () => Buffer; isClosed: () => boolean; next: () => Promise<void> };

async function openLine(port: number): Promise<Line> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, "connect");
  let bytes: Buffer = Buffer.alloc(0);
  let isClosed = false;
  let wake = () => {};
  socket.on("data", (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    wake();
  });
  socket.on("error", () => {});
  socket.once("close", () => {
    isClosed = true;
    wake();
  });
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  return {
    socket,
    isClosed: () => isClosed,
    next,
    read: () => {
      const all = bytes;
      bytes = Buffer.alloc(0);
      return all;
    },
  };
}

async function untilClosed(line: Line): Promise<Buffer> {
  while (!line.isClosed()) await line.next();
  return line.read();
}

export function http1Sender(port: number): MutantSender {
  let line: Line | null = null;
  const broken = async (own: Line, bytes: Buffer, method: string, leaves: boolean) => {
    line = null;
    own.socket.write(bytes);
    if (leaves) {
      own.socket.destroy();
      return;
    }
    own.socket.end();
    let rest = await untilClosed(own);
    while (rest.length > 0) {
      const answer = readHttp1(rest, method);
      // The body that it was to go on with was cut off.
      if (!answer && rest.toString("latin1") === goAhead) return;
      if (!answer) throw new Error(`An answer that is cut off: ${rest.toString("latin1")}`);
      judgeHttp(answer, method);
      rest = rest.subarray(answer.size);
    }
  };
  const whole = async (own: Line, bytes: Buffer, method: string) => {
    own.socket.write(bytes);
    let seen: Buffer = Buffer.alloc(0);
    for (;;) {
      await own.next();
      seen = Buffer.concat([seen, own.read()]);
      const answer = readHttp1(seen, method);
      if (answer) {
        judgeHttp(answer, method);
        // Of a head that could not be read the method is not known either: HEAD gets a body too, on a connection that ends.
        if (answer.size !== seen.length && method !== "HEAD")
          throw new Error(`More than one answer: ${seen.toString("latin1")}`);
        if (answer.headers.get("connection") === "close") {
          line = null;
          own.socket.end();
        }
        return answer.status === 200;
      }
      if (own.isClosed()) throw new Error(`Closed without an answer: ${bytes.toString("latin1").slice(0, 300)}`);
    }
  };
  return {
    async send(chance) {
      const { bytes, method, isWhole, isGood } = mutateHttp(chance);
      const leaves = chance.below(10) === 0;
      const own = line && !line.isClosed() && line.socket.writable ? line : await openLine(port);
      line = own;
      if (!isWhole) {
        await broken(own, bytes, method, leaves);
        return false;
      }
      const isAccepted = await whole(own, bytes, method);
      if (isGood && !isAccepted) throw new Error(`A good request was refused: ${bytes.toString("latin1")}`);
      return isGood;
    },
    close: () => line?.socket.destroy(),
  };
}

export function grpcSender(port: number): MutantSender {
  let session: ClientHttp2Session | null = null;
  return {
    async send(chance) {
      const { headers, parts, isCancelled, isGood } = mutateGrpc(chance);
      if (!session || session.closed || session.destroyed) {
        session = connectHttp2(`http://${host}:${port}`);
        session.on("error", () => {});
      }
      const stream = session.request(headers);
      const chunks: Buffer[] = [];
      let head: IncomingHttpHeaders = {};
      let trailers: IncomingHttpHeaders | null = null;
      stream.on("response", (received) => {
        head = received;
      });
      stream.on("trailers", (received) => {
        trailers = received;
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", () => {});
      const closed = new Promise((resolve) => stream.once("close", resolve));
      for (const part of parts) stream.write(part);
      if (isCancelled) stream.close(8);
      else stream.end();
      await closed;
      if (isCancelled) return false;
      judgeGrpc(head, trailers ?? head, Buffer.concat(chunks));
      if (isGood && (trailers ?? head)["grpc-status"] !== "0") throw new Error("A good call was refused");
      return isGood;
    },
    close: () => session?.destroy(),
  };
}

export function http2Sender(ports: readonly [number, number]): MutantSender {
  return {
    async send(chance) {
      const line = await openLine(chance.pick(ports));
      line.socket.end(mutateHttp2(chance));
      judgeHttp2(await untilClosed(line));
      return false;
    },
    close: () => {},
  };
}
