// The client credentials grant (RFC 6749 §4.4) by oauth4webapi, over our own request.
import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  ClientSecretBasic,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
  type TokenEndpointResponse,
} from "oauth4webapi";
import type { Auth } from "#lib/destination/schema";
import { asAnswered, flawOf, unasked } from "#lib/engine/authorize/token-answer";
import { postForm, type TokenExchange, type TokenRoute } from "#lib/engine/authorize/token-request";
import type { TokenReply } from "#lib/engine/authorize/token-source";
import type { Network } from "#lib/engine/open-socket";

export async function clientCredentialsToken(
  auth: Extract<Auth, { type: "oauth2" }>,
  route: TokenRoute,
  network: Network,
  nowMs: () => number,
): Promise<TokenReply> {
  const client: Client = { client_id: auth.clientId };
  const parameters: Record<string, string> = {
    ...(auth.scopes?.length && { scope: auth.scopes.join(" ") }),
    ...(auth.audience && { audience: auth.audience }),
  };
  return tokenBy(auth, auth.tokenUrl, route, network, nowMs, async (server, options) => {
    // Throws for a secret that is empty, as one is that does not open any more.
    const proof = (auth.clientAuth === "post" ? ClientSecretPost : ClientSecretBasic)(auth.clientSecret ?? "");
    const response = await clientCredentialsGrantRequest(server, client, proof, parameters, options);
    return processClientCredentialsResponse(server, client, response);
  });
}

type Options = NonNullable<Parameters<typeof clientCredentialsGrantRequest>[4]>;

/** One grant: what the library makes of it, and what was seen meanwhile. Never rejects. */
export async function tokenBy(
  auth: Auth,
  tokenUrl: string,
  route: TokenRoute,
  network: Network,
  nowMs: () => number,
  grant: (server: AuthorizationServer, options: Options) => Promise<TokenEndpointResponse>,
): Promise<TokenReply> {
  const startMs = network.now();
  let exchange: TokenExchange | null = null;
  const fetchToken: Options[typeof customFetch] = async (url, { headers, body }) => {
    exchange = await postForm(url, { headers, body: body.toString() }, route, network);
    if ("fault" in exchange) throw new Error(exchange.fault.code);
    return responseOf(exchange.answer);
  };
  // Which URLs may be plain is decided where the settings are judged, for every way that leads here.
  const options: Options = { [customFetch]: fetchToken, [allowInsecureRequests]: true };
  const told = () => {
    const seen = exchange === null ? unasked(auth, startMs) : asAnswered(unasked(auth, startMs), exchange, nowMs());
    return { ...seen, durationMs: network.now() - startMs };
  };
  try {
    const granted = await grant({ issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl }, options);
    const { access_token: token, expires_in: expiresInS = null, token_type: tokenType } = granted;
    const flaw = flawOf(token);
    if (flaw !== null) return { token: null, seen: { ...told(), flaw } };
    return { token, seen: { ...told(), isGranted: true, expiresInS, tokenType } };
  } catch {
    // What the library throws is what the exchange shows: a refusal, no JSON, no token in it, no answer at all.
    const seen = told();
    const isSilent = exchange === null;
    const fault = { at: "settings", code: "ERR_TOKEN_REQUEST", message: "The request could not be made" } as const;
    return { token: null, seen: isSilent ? { ...seen, fault } : seen };
  }
}

function responseOf({ status, contentType, body }: Extract<TokenExchange, { answer: object }>["answer"]): Response {
  const isEmpty = status === 204 || status === 205 || status === 304;
  const headers: Record<string, string> = contentType === null ? {} : { "content-type": contentType };
  return new Response(isEmpty ? null : new Uint8Array(body), { status, headers });
}
