// Speaks with the provider, by oauth4webapi over checked sockets: discovery, the code for tokens, the ID token's signature, userinfo.
// Every way it can go wrong is a value; nothing of what the provider says gets further than an error code.
import * as oauth from "oauth4webapi";
import { type Claims, emailOf, groupsOf } from "#lib/auth/oidc-claims";
import { oidcFailure } from "#lib/auth/oidc-failure";
import type { Flow } from "#lib/auth/oidc-flow";
import { type Attempted, attempted, refused } from "#lib/auth/oidc-refusal";
import type { CheckedFetch } from "#lib/engine/checked-fetch";
import type { OidcSettings } from "#lib/sign-in-settings";

export type OidcProvider = {
  /** Where the browser goes. */
  authorizationUrl(flow: Pick<Flow, "state" | "nonce" | "verifier">): Promise<Attempted<string>>;
  /** Who came back, as the provider signed it. */
  tell(parameters: URLSearchParams, flow: Flow): Promise<Attempted<Told>>;
};

/** Issuer and subject name a person for good; everything else may change. */
export type Told = { issuer: string; subject: string; claims: Claims };

type Parts = { settings: OidcSettings; redirectUri: string; fetch: CheckedFetch; now: () => Date };

type Server = oauth.AuthorizationServer;
type Fault = Parameters<typeof oidcFailure>[1];
type LibraryFetch = (
  url: string,
  request: { method: string; headers: Record<string, string>; body?: URLSearchParams | null | undefined },
) => Promise<Response>;
/** One way of asking, and what came in its way. */
type Line = { options: { [oauth.customFetch]: LibraryFetch; [oauth.allowInsecureRequests]: true }; fault(): Fault };
/** What a sign-in knows of both sides. */
type Sides = Pick<Parts, "settings" | "redirectUri"> & {
  server: Server;
  client: oauth.Client;
  keys: oauth.JWKSCacheInput;
  options: Line["options"];
};

const knownMs = 3600_000;
/** Whoever is sent to a provider that has gone in the meantime ends on a page of the browser's: so it is asked before. */
const surelyThereMs = 10_000;
const toleranceS = 60;

export function oidcProvider({ settings, redirectUri, fetch, now }: Parts): OidcProvider {
  const keys: oauth.JWKSCacheInput = {};
  let known: { server: Server; atMs: number } | null = null;

  async function discover({ options }: Line, freshMs: number): Promise<Server> {
    const atMs = now().getTime();
    if (known !== null && Math.abs(atMs - known.atMs) < freshMs) return known.server;
    const issuer = new URL(settings.issuer);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
    known = { server, atMs };
    return server;
  }

  return {
    async authorizationUrl({ state, nonce, verifier }) {
      const found = await attempt(fetch, (line) => discover(line, surelyThereMs));
      if (!found.ok) return found;
      const url = URL.parse(found.data.authorization_endpoint ?? "");
      // A browser is led there: no other scheme than the web's.
      if (url === null || !["https:", "http:"].includes(url.protocol)) {
        known = null;
        return refused("answer", "no authorization_endpoint");
      }
      const parameters = {
        client_id: settings.clientId,
        redirect_uri: redirectUri,
        response_type: "code",
        scope: settings.scopes,
        ...{ state, nonce, code_challenge_method: "S256" },
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return attempted(url.href);
    },

    tell: (parameters, flow) =>
      attempt(fetch, async (line) => {
        const client: oauth.Client = {
          client_id: settings.clientId,
          [oauth.clockTolerance]: toleranceS,
          [oauth.clockSkew]: Math.round((now().getTime() - Date.now()) / 1000),
        };
        const server = await discover(line, knownMs);
        const sides = { settings, redirectUri, server, client, keys, options: line.options };
        const code = oauth.validateAuthResponse(server, client, parameters, flow.state);
        const { accessToken, idClaims } = await redeem(sides, code, flow);
        const further = await askFurther(sides, accessToken, idClaims);
        // What the provider signed goes first.
        return { issuer: idClaims.iss, subject: idClaims.sub, claims: { ...further, ...idClaims } };
      }),
  };
}

/** What the library throws, and what came in the way of its requests, becomes a refusal. */
async function attempt<T>(fetch: CheckedFetch, steps: (line: Line) => Promise<T>): Promise<Attempted<T>> {
  const line = openLine(fetch);
  try {
    return attempted(await steps(line));
  } catch (error) {
    const failure = oidcFailure(error, line.fault());
    if (failure === null) throw error;
    return failure;
  }
}

/** In the body where the provider takes that: a header needs an encoding that several read wrongly. A client may know one way only. */
async function redeem(
  { settings, redirectUri, server, client, keys, options }: Sides,
  code: URLSearchParams,
  { nonce, verifier }: Flow,
): Promise<{ accessToken: string; idClaims: oauth.IDToken }> {
  const supported = server.token_endpoint_auth_methods_supported ?? [];
  const basic = oauth.ClientSecretBasic(settings.clientSecret);
  const post = oauth.ClientSecretPost(settings.clientSecret);
  const ask = (proof: oauth.ClientAuth) =>
    oauth.authorizationCodeGrantRequest(server, client, proof, code, redirectUri, verifier, options);
  const first = await ask(supported.includes("client_secret_post") ? post : basic);
  const isWrongWay = first.status === 401 && supported.includes("client_secret_post");
  const response = isWrongWay ? await ask(basic) : first;
  const checks = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, checks);
  await oauth.validateApplicationLevelSignature(server, response, { ...options, [oauth.jwksCache]: keys });
  const idClaims = oauth.getValidatedIdTokenClaims(tokens);
  if (idClaims === undefined) throw new Error("The library let an answer without an ID token pass");
  return { accessToken: tokens.access_token, idClaims };
}

/** Only for what the ID token does not tell and somebody needs. */
async function askFurther(sides: Sides, accessToken: string, idClaims: oauth.IDToken): Promise<Claims> {
  const { settings, server, client, keys, options } = sides;
  const needsGroups = settings.roles.some(({ group }) => group !== null);
  const hasGroups = !needsGroups || groupsOf(idClaims, settings.groupsClaim) !== null;
  if ((hasGroups && emailOf(idClaims) !== null) || server.userinfo_endpoint === undefined) return {};
  const response = await oauth.userInfoRequest(server, client, accessToken, options);
  const told = await oauth.processUserInfoResponse(server, client, idClaims.sub, response);
  if (response.headers.get("content-type")?.startsWith("application/jwt")) {
    await oauth.validateApplicationLevelSignature(server, response, { ...options, [oauth.jwksCache]: keys });
  }
  return told;
}

function openLine(fetch: CheckedFetch): Line {
  let last: Fault = null;
  return {
    fault: () => last,
    options: {
      // Which hosts may be asked without TLS is decided where the request is made, for every address alike.
      [oauth.allowInsecureRequests]: true,
      async [oauth.customFetch](url, { method, headers, body }) {
        const form = body?.toString() ?? null;
        const exchange = await fetch(url, { method: method === "POST" ? "POST" : "GET", headers, body: form });
        if ("answer" in exchange) return responseOf(exchange.answer);
        last = exchange.fault;
        throw new Error(last.code);
      },
    },
  };
}

type Answer = Extract<Awaited<ReturnType<CheckedFetch>>, { answer: object }>["answer"];

function responseOf({ status, contentType, body }: Answer): Response {
  const isEmpty = status === 204 || status === 205 || status === 304;
  const headers: Record<string, string> = contentType === null ? {} : { "content-type": contentType };
  // Beyond 599 there is no status that a Response takes.
  return new Response(isEmpty ? null : new Uint8Array(body), { status: Math.min(status, 599), headers });
}
