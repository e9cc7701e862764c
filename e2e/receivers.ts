// Receivers that do what a journey needs of them: accept, ask for a key, hang, answer with a web page, speak gRPC or TLS.
// What they accept is decoded by the same reader as `npm run sink`.
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createSocketServer, type Server, type Socket } from "node:net";
import type { KeyPair } from "#e2e/certificates";
import { grpcReceiver } from "#lib/sink/grpc-receiver";
import { httpReceiver } from "#lib/sink/http-receiver";
import type { Received } from "#lib/sink/receive";

export type Receiver = {
  port: number;
  /** http://127.0.0.1:port, or https://localhost:port. */
  url: string;
  /** Every request that was accepted, the empty ones of extra checks among them. */
  received: Received[];
  close(): Promise<void>;
};

type Behaviour = {
  /** Answers 401 unless the header `api-key` has this value. */
  key?: string;
  /** Answers 401 and asks for a bearer token unless it is this one. */
  bearer?: string;
  /** Waits before each answer, so that a page can be watched while the probe runs. */
  delayMs?: number;
  tls?: KeyPair;
  /** Answers everything with this page instead. */
  html?: string;
  /** One that was there before comes back; 0 or absent takes a free one. */
  port?: number;
};

export function acceptingReceiver(behaviour: Behaviour = {}): Promise<Receiver> {
  const received: Received[] = [];
  const accept = httpReceiver((request) => received.push(request));
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (behaviour.html !== undefined) {
      response.writeHead(200, { "content-type": "text/html" }).end(behaviour.html);
    } else if (behaviour.key !== undefined && request.headers["api-key"] !== behaviour.key) {
      response.writeHead(401, { "content-type": "application/json" }).end('{"code":16,"message":"unknown api key"}');
    } else if (behaviour.bearer !== undefined && request.headers.authorization !== `Bearer ${behaviour.bearer}`) {
      response.writeHead(401, { "www-authenticate": "Bearer", "content-type": "text/plain" }).end("unauthorized");
    } else {
      accept.emit("request", request, response);
    }
  };
  const late = (request: IncomingMessage, response: ServerResponse): void => {
    setTimeout(() => answer(request, response), behaviour.delayMs ?? 0);
  };
  const server = behaviour.tls ? createHttpsServer(behaviour.tls, late) : createHttpServer(late);
  return listen(server, received, behaviour.tls ? "https://localhost" : "http://127.0.0.1", behaviour.port);
}

export function grpcOnlyReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  return listen(
    grpcReceiver((request) => received.push(request)),
    received,
  );
}

/** Accepts connections and never says a word. */
export function hangingReceiver(): Promise<Receiver> {
  return listen(createSocketServer(), []);
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const receiver = await hangingReceiver();
  await receiver.close();
  return receiver.port;
}

async function listen(server: Server, received: Received[], base = "http://127.0.0.1", port = 0): Promise<Receiver> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The receiver has no port");
  return {
    port: address.port,
    url: `${base}:${address.port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
