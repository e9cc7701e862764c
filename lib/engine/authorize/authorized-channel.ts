// A channel whose requests are authorised as they leave: the last thing before the wire, when the bytes are what they will be. A token
// that is refused is renewed and the request sent once more; to the caller that is one exchange.
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Authorizer } from "#lib/engine/authorize/authorizer";
import { compress } from "#lib/engine/body-coding";
import type { Channel, WireRequest } from "#lib/engine/channel";
import type { Network } from "#lib/engine/open-socket";
import { httpHeaders } from "#lib/engine/transport-http";
import { noTokenWords } from "#lib/otlp/explain/token";
import type { Exchange, TokenSeen } from "#lib/otlp/observation";
import { signalFacts } from "#lib/otlp/signal";

type Sent = { exchange: Exchange; headers: Record<string, string> | null };

const unauthenticated = "16";
/** Those in use and those just replaced; a signature is of one request. */
const learnedMax = 16;

export function authorizedChannel(
  channel: Channel,
  connection: Pick<EffectiveConnection, "transport" | "target">,
  authorizer: Authorizer,
  network: Network,
): Channel {
  const learned = new Set<string>();
  async function send(request: WireRequest, abort: AbortSignal): Promise<Sent> {
    const startMs = network.now();
    const { path, body } = request;
    const isHttp = connection.transport === "http";
    const headers = isHttp ? httpHeaders(connection.target, request, body) : request.headers;
    const authorized = await authorizer.headersFor({ path, headers, body }, network, abort);
    for (const secret of authorized.secrets) {
      learned.delete(secret);
      learned.add(secret);
    }
    for (const secret of learned) if (learned.size > learnedMax) learned.delete(secret);
    if (!authorized.ok) {
      const durationMs = network.now() - startMs;
      return { exchange: { ...notSent(connection, request, authorized.seen), startMs, durationMs }, headers: null };
    }
    const added = { ...request.headers, ...authorized.headers };
    return { exchange: await channel.exchange({ ...request, headers: added }, abort), headers: authorized.headers };
  }
  return {
    async exchange(request, abort) {
      if (!request.withCredentials) return channel.exchange(request, abort);
      const body = request.isPacked ? request.body : await compress(request.body, request.compression);
      const packed = { ...request, body, isPacked: true };
      const { exchange, headers } = await send(packed, abort);
      const isStale = headers !== null && isRefused(exchange) && !abort.aborted && authorizer.refused(headers);
      return isStale ? (await send(packed, abort)).exchange : exchange;
    },
    close: channel.close,
    secrets: () => learned,
  };
}

function isRefused({ answer }: Exchange): boolean {
  return answer?.status === 401 || answer?.trailers["grpc-status"] === unauthenticated;
}

function notSent(
  { transport }: Pick<EffectiveConnection, "transport">,
  { path, signal, withCredentials, items }: WireRequest,
  token: TokenSeen,
): Omit<Exchange, "startMs" | "durationMs"> {
  return {
    ...{ transport, path: transport === "grpc" ? signalFacts[signal].grpcPath : path, withCredentials, items },
    ...{ answer: null, timedOut: false, token },
    fault: { code: "ERR_NO_TOKEN", message: noTokenWords(token), phase: "send" },
  };
}
