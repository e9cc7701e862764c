// A real OpenID Connect provider on loopback, for tests and journeys: anybody of its people signs in with any password at its own form.
// It can be told to answer something else at a path.
import { generateKeyPairSync } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type Context, Provider } from "oidc-provider";

export type OidcServer = {
  issuer: string;
  port: number;
  /** By login, which is the subject too. */
  people: Record<string, Record<string, unknown>>;
  /** By path: answered by this instead. */
  instead: Record<string, RequestListener>;
  /** Paths in the order they were asked for. */
  asked: string[];
  /** Opens for a client whose browser comes back to this address. */
  open(redirectUri: string): void;
  close(): Promise<void>;
};

export const client = { id: "outspan", secret: "client-secret-7f3a~9b2c+d" };

export type OidcServerOptions = {
  /** The ID token tells all, where others leave it to userinfo. */
  tellsInIdToken?: boolean;
  authMethod?: "client_secret_basic" | "client_secret_post";
  idTokenLifeS?: number;
};

const scopes = "openid email profile";

export async function oidcServer({
  tellsInIdToken = true,
  authMethod = "client_secret_post",
  idTokenLifeS = 3600,
}: OidcServerOptions = {}): Promise<OidcServer> {
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const people: OidcServer["people"] = {};
  const instead: OidcServer["instead"] = {
    "/favicon.ico": (_request, response) => response.writeHead(204).end(),
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = URL.parse(request.url ?? "", "http://provider.test")?.pathname ?? "";
    asked.push(path);
    (instead[path] ?? answer)(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const open = (redirectUri: string) => {
    const provider = new Provider(issuer, {
      clients: [
        {
          ...{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] },
          token_endpoint_auth_method: authMethod,
        },
      ],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups", "realm_access"] },
      conformIdTokenClaims: !tellsInIdToken,
      cookies: { keys: ["a key of the tests"] },
      features: { devInteractions: { enabled: true } },
      findAccount: (_context: Context, id: string) =>
        people[id] && { accountId: id, claims: async () => ({ sub: id, ...people[id] }) },
      jwks: { keys: [signingKey("provider")] },
      pkce: { required: () => true },
      ttl: { IdToken: idTokenLifeS, AccessToken: 600, Grant: 600, Interaction: 600, Session: 600 },
      // Nobody is asked whether Outspan may know what it asks for.
      async loadExistingGrant({ oidc }: Context) {
        const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope(scopes);
        await grant.save();
        return grant;
      },
    });
    provider.use(async (context, next) => {
      await next();
      // Its form loads a font from the Internet; a test asks nobody outside.
      if (typeof context.body === "string") context.body = context.body.replace(/@import url\([^)]*\);?/g, "");
    });
    answer = provider.callback();
  };
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { issuer, port, people, instead, asked, open, close };
}

/** A private key as JWK. */
function signingKey(kid: string): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
}

/** A key set that names the provider's key and holds another one. */
export function foreignKeys(): { keys: Record<string, unknown>[] } {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "provider", use: "sig", alg: "RS256" }] };
}

/** A browser at the provider: follows it from the address it was sent to until it leaves for somewhere else, signing in as `login`. */
export async function signInAtProvider(start: string, login: string): Promise<string> {
  const { origin } = new URL(start);
  const jar = new Map<string, string>();
  let next: { url: string; form: URLSearchParams | null } = { url: start, form: null };
  for (let step = 0; step < 12; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(next.url, {
      ...(next.form && { method: "POST", body: next.form }),
      headers: { cookie },
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const text = await response.text();
    const location = response.headers.get("location");
    if (location !== null) {
      const url = new URL(location, next.url);
      if (url.origin !== origin) return url.href;
      next = { url: url.href, form: null };
    } else {
      const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1];
      if (action === undefined) throw new Error(`The provider answered ${response.status}: ${text.slice(0, 500)}`);
      next = {
        url: new URL(action, next.url).href,
        form: new URLSearchParams({ prompt: "login", login, password: "any" }),
      };
    }
  }
  throw new Error("The provider leads in circles");
}
