// One request and its answer over a socket of our own: the same target policy, proxy and authorities as everything else. Nothing
// is followed, little is read. Knows neither what is asked for nor what the answer means.
import { request as startRequest } from "node:http";
import type { Socket } from "node:net";
import type { Target } from "#lib/destination/endpoint-parts";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { faultOf } from "#lib/engine/fault";
import { authority, type Opened, openSocket, type SocketNetwork } from "#lib/engine/open-socket";
import { userAgent } from "#lib/engine/user-agent";
import { within } from "#lib/engine/within";
import type { TokenFault } from "#lib/otlp/observation";

export type SingleRoute = Pick<EffectiveConnection, "tls" | "proxy">;
export type SingleRequest = { method: "GET" | "POST"; headers: Record<string, string>; body: string | null };
/** Both hold for one request; of a longer body only so much is kept. */
export type SingleLimits = { limitMs: number; bytesMax: number };

type SingleAnswer = { status: number; contentType: string | null; date: string | null; body: Buffer };
export type SingleExchange = { answer: SingleAnswer } | { fault: TokenFault };

export async function requestOnce(
  target: Target,
  request: SingleRequest,
  route: SingleRoute,
  network: SocketNetwork,
  limits: SingleLimits,
): Promise<SingleExchange> {
  const abort = AbortSignal.timeout(limits.limitMs);
  const { socket, seen } = await openSocket({ transport: "http", target, ...route }, network, abort, () => {});
  if (socket === null) {
    const fault = whyNot(seen);
    return { fault: fault.code === "ABORT_ERR" ? { at: fault.at, ...late } : fault };
  }
  const host = target.port === (target.tls ? 443 : 80) ? authority(target).replace(/:\d+$/, "") : authority(target);
  const exchange = await send(socket, { ...target, host }, request, limits, abort);
  socket.destroy();
  return exchange;
}

function whyNot({ dns, tcp, proxy, tls }: Opened["seen"]): TokenFault {
  const { blocked } = proxy?.blocked ? proxy : { blocked: tcp?.connected ? null : tcp?.blocked };
  if (blocked) return { at: "blocked", code: blocked.reason, message: `${blocked.address} is not allowed` };
  if (tls?.fault) return { at: "tls", ...tls.fault };
  if (proxy !== null) {
    const message = proxy.status === null ? "The proxy did not open the way" : `The proxy answered ${proxy.status}`;
    return { at: "proxy", ...(proxy.fault ?? { code: "ERR_PROXY", message }) };
  }
  const fault = tcp?.attempts.findLast((attempt) => attempt.fault)?.fault;
  if (fault) return { at: "tcp", ...fault };
  return { at: "dns", ...(dns?.fault ?? { code: "ENODATA", message: "The name has no address" }) };
}

function send(
  socket: Socket,
  { host, path }: { host: string; path: string },
  { method, headers, body }: SingleRequest,
  { limitMs, bytesMax }: SingleLimits,
  abort: AbortSignal,
): Promise<SingleExchange> {
  return within<SingleExchange>(limitMs, abort, (finish) => {
    const broken = (error: unknown): SingleExchange => ({ fault: { at: "answer", ...faultOf(error) } });
    const length = body === null ? {} : { "content-length": Buffer.byteLength(body) };
    const outgoing = startRequest({
      createConnection: () => socket,
      method,
      path,
      setHost: false,
      headers: { ...headers, host, "user-agent": userAgent, ...length },
    });
    outgoing.on("error", (error) => finish(broken(error)));
    outgoing.once("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const { "content-type": contentType = null, date = null } = response.headers;
      const end = () => {
        const read = Buffer.concat(chunks).subarray(0, bytesMax);
        finish({ answer: { status: response.statusCode ?? 0, contentType, date, body: read } });
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= bytesMax) return;
        end();
        outgoing.destroy();
      });
      response.once("end", end);
      response.once("error", (error) => finish(broken(error)));
    });
    outgoing.once("close", () => finish(broken(new Error("Closed before the answer was complete"))));
    outgoing.end(body ?? undefined);
    return (fault) => {
      outgoing.destroy();
      return { fault: { at: "answer", ...(fault.code === "ABORT_ERR" ? late : fault) } };
    };
  });
}

const late = { code: "ETIMEDOUT", message: "No answer in time" };
