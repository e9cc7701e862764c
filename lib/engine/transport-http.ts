// OTLP over HTTP/1.1 on sockets that open-socket.ts opened: one POST, its whole answer, nothing followed (R11.9).
// Several requests at once take a socket each; idle ones are kept for the next request (R4.8).
import { Agent, type ClientRequest, type IncomingMessage, request as startRequest } from "node:http";
import type { Socket } from "node:net";
import type { Target } from "#lib/destination/endpoint";
import { hostInUrl } from "#lib/destination/host";
import { compress, decompress } from "#lib/engine/body-coding";
import { bodyBytesMax, type Channel, type Further, type WireRequest } from "#lib/engine/channel";
import { faultOf } from "#lib/engine/fault";
import { interimLimit } from "#lib/engine/interim-answers";
import { authority } from "#lib/engine/open-socket";
import { userAgent } from "#lib/engine/user-agent";
import { within } from "#lib/engine/within";
import type { Exchange, Fault } from "#lib/otlp/observation";

type Ended = Pick<Exchange, "answer" | "fault" | "timedOut">;
type Phase = NonNullable<Exchange["fault"]>["phase"];

export function httpChannel(first: Socket, further: Further, target: Target, now: () => number): Channel {
  const agent = socketAgent(first, further);
  return {
    exchange: async (request, abort) => {
      const startMs = now();
      const body = request.isPacked ? request.body : await compress(request.body, request.compression);
      const ended = await post(agent, target, request, body, abort);
      const { path, withCredentials, items } = request;
      return { transport: "http", path, withCredentials, items, startMs, durationMs: now() - startMs, ...ended };
    },
    // A turn later: whoever closes has an answer to tell first.
    close: () => void setImmediate(() => agent.destroy()),
  };
}

/** An agent that hands out our sockets: the first as it is, further ones to the same checked address. */
export function socketAgent(first: Socket, further: Further): Agent {
  const agent = new Agent({ keepAlive: true });
  const closed = new AbortController();
  let unused: Socket | null = first;
  agent.createConnection = (_options, done) => {
    const socket = unused;
    unused = null;
    if (socket) return socket;
    further(closed.signal).then((opened) => {
      if (opened.socket && !closed.signal.aborted) return done?.(null, opened.socket);
      opened.socket?.destroy();
      const { fault, message } = whyNot(opened.seen);
      // The second parameter is not read when there is an error.
      done?.(Object.assign(new Error(message), fault), first);
    });
  };
  const { destroy } = agent;
  agent.destroy = () => {
    // A reason of its own: making the default one, a DOMException, took 4 % of a probe.
    closed.abort("closed");
    unused?.destroy();
    destroy.call(agent);
  };
  return agent;
}

function whyNot({ dns, tcp, proxy, tls }: Awaited<ReturnType<Further>>["seen"]): {
  fault: Partial<Fault>;
  message: string;
} {
  const fault = tls?.fault ?? proxy?.fault ?? tcp?.attempts.at(-1)?.fault ?? dns?.fault;
  return { fault: { ...fault }, message: fault?.message ?? "A further connection was refused" };
}

const closedEarly: Fault = { code: "ECONNRESET", message: "Closed before the answer was complete" };

function post(
  agent: Agent,
  target: Target,
  request: WireRequest,
  body: Uint8Array,
  abort: AbortSignal,
): Promise<Ended> {
  return within<Ended>(request.timeoutMs, abort, (finish) => {
    let phase: Phase = "send";
    let read: ((isWhole: boolean) => Exchange["answer"]) | null = null;
    const broken = (fault: Fault): Ended => ({
      answer: read?.(false) ?? null,
      fault: { ...fault, phase },
      timedOut: false,
    });
    let outgoing: ClientRequest;
    try {
      const { host, port } = target;
      const { method = "POST", path } = request;
      const headers = httpHeaders(target, request, body);
      outgoing = startRequest({ agent, host, port, method, path, headers, setHost: false });
    } catch (error) {
      finish(broken(faultOf(error)));
      return broken;
    }
    outgoing.once("finish", () => {
      if (phase === "send") phase = "headers";
    });
    const flooded = (fault: Fault) => {
      finish(broken(fault));
      outgoing.destroy();
    };
    outgoing.on("information", interimLimit(flooded));
    outgoing.once("response", (response) => {
      phase = "body";
      const chunks: Buffer[] = [];
      let size = 0;
      const answer = (isWhole: boolean) => answerOf(response, Buffer.concat(chunks), isWhole);
      read = answer;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= bodyBytesMax) return;
        finish({ answer: answer(false), fault: null, timedOut: false });
        outgoing.destroy();
      });
      response.once("end", () => finish({ answer: answer(true), fault: null, timedOut: false }));
      response.once("error", (error) => finish(broken(faultOf(error))));
    });
    outgoing.on("error", (error) => finish(broken(faultOf(error))));
    outgoing.once("close", () => finish(broken(closedEarly)));
    outgoing.end(request.method === "GET" ? undefined : body);
    return (fault) => {
      const ended = { ...broken(fault), timedOut: fault.code === "ETIMEDOUT" };
      outgoing.destroy();
      return ended;
    };
  });
}

/** All that go on the wire. */
export function httpHeaders(target: Target, request: WireRequest, body: Uint8Array): Record<string, string> {
  const named = {
    ...request.headers,
    host: target.port === (target.tls ? 443 : 80) ? hostInUrl(target.host) : authority(target),
    "user-agent": userAgent,
  };
  if (request.method === "GET") return named;
  return {
    ...named,
    "content-type": request.encoding === "json" ? "application/json" : "application/x-protobuf",
    // R4.7: several receivers refuse chunked bodies.
    "content-length": String(body.length),
    ...(request.compression === "gzip" && { "content-encoding": "gzip" }),
  };
}

function answerOf(response: IncomingMessage, raw: Buffer, isWhole: boolean): NonNullable<Exchange["answer"]> {
  // R4.6: never asked for, yet some proxies compress what nobody asked them to.
  const isGzip = response.headers["content-encoding"] === "gzip";
  const body = (isGzip && isWhole && raw.length > 0 ? decompress(raw) : null) ?? raw;
  return {
    httpVersion: response.httpVersion,
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? "",
    headers: plainHeaders(response.headers),
    trailers: plainHeaders(response.trailers),
    contentType: response.headers["content-type"] ?? null,
    body: body.subarray(0, bodyBytesMax),
    truncated: !isWhole || body.length > bodyBytesMax,
    tooLong: body.length > bodyBytesMax,
  };
}

/** Cookies are nobody's business; names are lower-case already. */
export function plainHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !name.startsWith("set-cookie") && !name.startsWith(":")) plain[name] = String(value);
  }
  return plain;
}
