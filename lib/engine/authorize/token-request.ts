// One POST to a token URL over a socket of our own: the same target policy, proxy and authorities as everything else. Nothing is
// followed, little is read. What came of it is kept for those who tell it; the secret in the request is not.
import { request as startRequest } from "node:http";
import type { Socket } from "node:net";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { readTokenUrl } from "#lib/destination/token-endpoint";
import { faultOf } from "#lib/engine/fault";
import { authority, type Network, type Opened, openSocket } from "#lib/engine/open-socket";
import { userAgent } from "#lib/engine/user-agent";
import { within } from "#lib/engine/within";
import type { TokenFault } from "#lib/otlp/observation";

export type TokenRoute = Pick<EffectiveConnection, "tls" | "proxy">;

type TokenAnswer = { status: number; contentType: string | null; date: string | null; body: Buffer };
export type TokenExchange = { answer: TokenAnswer } | { fault: TokenFault };

const limitMs = 5000;
const bytesMax = 64 * 1024;

type Form = { headers: Record<string, string>; body: string };

export async function postForm(url: string, form: Form, route: TokenRoute, network: Network): Promise<TokenExchange> {
  const target = readTokenUrl(url);
  if (target === null) return { fault: { at: "settings", code: "ERR_INVALID_URL", message: "The URL cannot be read" } };
  const abort = AbortSignal.timeout(limitMs);
  // Not the destination's own server name, client certificate or leave to skip: those are for the destination.
  const tls = route.tls.ca === undefined ? {} : { ca: route.tls.ca };
  const { socket, seen } = await openSocket(
    { transport: "http", target, tls, proxy: route.proxy },
    network,
    abort,
    () => {},
  );
  if (socket === null) {
    const fault = whyNot(seen);
    return { fault: fault.code === "ABORT_ERR" ? { at: fault.at, ...late } : fault };
  }
  const host = target.port === (target.tls ? 443 : 80) ? authority(target).replace(/:\d+$/, "") : authority(target);
  const exchange = await post(socket, { ...target, host }, form, abort);
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

function post(
  socket: Socket,
  { host, path }: { host: string; path: string },
  { headers, body }: Form,
  abort: AbortSignal,
): Promise<TokenExchange> {
  return within<TokenExchange>(limitMs, abort, (finish) => {
    const broken = (error: unknown): TokenExchange => ({ fault: { at: "answer", ...faultOf(error) } });
    const outgoing = startRequest({
      createConnection: () => socket,
      method: "POST",
      path,
      setHost: false,
      headers: { ...headers, host, "user-agent": userAgent, "content-length": Buffer.byteLength(body) },
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
    outgoing.end(body);
    return (fault) => {
      outgoing.destroy();
      return { fault: { at: "answer", ...(fault.code === "ABORT_ERR" ? late : fault) } };
    };
  });
}

const late = { code: "ETIMEDOUT", message: "No answer in time" };
