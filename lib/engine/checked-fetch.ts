// HTTP for the console itself, under the engine's rules (R9.9): each request over a socket of its own, judged by the address that is
// connected to, never to a listener of ours, nothing followed, little read. The one door to sockets outside this room.
import { readTokenUrl } from "#lib/destination/token-endpoint";
import type { SocketNetwork } from "#lib/engine/open-socket";
import { requestOnce, type SingleExchange, type SingleLimits, type SingleRequest } from "#lib/engine/single-request";
import { socketNetwork } from "#lib/engine/socket-network";
import type { TargetRules } from "#lib/engine/target-policy";

/** Never rejects: what came in the way is a fault. Plain HTTP only to a host that looks like one's own. */
export type CheckedFetch = (url: string, request: SingleRequest) => Promise<SingleExchange>;

export type CheckedFetchOptions = Pick<TargetRules, "targets" | "listeners"> & {
  limits: SingleLimits;
  lookup?: SocketNetwork["lookup"];
};

export function checkedFetch({ targets, listeners, limits, lookup }: CheckedFetchOptions): CheckedFetch {
  return async (url, request) => {
    const target = readTokenUrl(url);
    if (target === null) {
      return { fault: { at: "settings", code: "ERR_INVALID_URL", message: "The URL cannot be read" } };
    }
    const network = socketNetwork({ targets, listeners }, () => performance.now());
    return requestOnce(target, request, { tls: {}, proxy: null }, { ...network, ...(lookup && { lookup }) }, limits);
  };
}
