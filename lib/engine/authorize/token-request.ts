// One POST to a token URL, over a socket of our own. What came of it is kept for those who tell it; the secret in the request is not.
import { readTokenUrl } from "#lib/destination/token-endpoint";
import type { Network } from "#lib/engine/open-socket";
import { requestOnce, type SingleExchange, type SingleRoute } from "#lib/engine/single-request";

export type TokenRoute = SingleRoute;
export type TokenExchange = SingleExchange;

const limits = { limitMs: 5000, bytesMax: 64 * 1024 };

type Form = { headers: Record<string, string>; body: string };

export async function postForm(url: string, form: Form, route: TokenRoute, network: Network): Promise<TokenExchange> {
  const target = readTokenUrl(url);
  if (target === null) return { fault: { at: "settings", code: "ERR_INVALID_URL", message: "The URL cannot be read" } };
  // Not the destination's own server name, client certificate or leave to skip: those are for the destination.
  const tls = route.tls.ca === undefined ? {} : { ca: route.tls.ca };
  return requestOnce(target, { method: "POST", ...form }, { tls, proxy: route.proxy }, network, limits);
}
