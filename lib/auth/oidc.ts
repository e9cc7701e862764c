// Sign-in through the provider as a pair of moves: the browser leaves with a sealed cookie, and comes back with a code that this cookie
// vouches for. Knows no person and no session: what the claims come to is decided in lib/changes.
import * as oauth from "oauth4webapi";
import { type FlowCookies, flowCookies } from "#lib/auth/oidc-flow";
import { oidcProvider, type Told } from "#lib/auth/oidc-provider";
import { type Attempted, attempted, refused } from "#lib/auth/oidc-refusal";
import { checkedFetch } from "#lib/engine/checked-fetch";
import type { Env } from "#lib/env";
import type { OidcSettings } from "#lib/sign-in-settings";

export type Oidc = {
  settings: OidcSettings;
  /** `next`: a path of this site. */
  leave(next: string | null): Promise<Attempted<{ url: string; setCookie: string }>>;
  /** `next` as it was when the browser left, also for another try. */
  arrive(query: URLSearchParams, cookies: string | null): Promise<{ told: Attempted<Told>; next: string | null }>;
  /** The `Set-Cookie` line with which every arrival ends. */
  clear: string;
};

type OidcParts = {
  settings: OidcSettings;
  origin: string;
  env: Pick<Env, "targets" | "otlp">;
  /** The console's own. */
  listeners: { address: string; port: number }[];
  sealer: Parameters<typeof flowCookies>[0];
  now: () => Date;
};

export const callbackPath = "/login/oidc/callback";

/** A discovery document of a large provider has some 10 KiB, its keys some 20. */
const limits = { limitMs: 5000, bytesMax: 512 * 1024 };

export function createOidc({ settings, origin, env, listeners, sealer, now }: OidcParts): Oidc {
  const doors = [env.otlp.http, env.otlp.grpc].flatMap((door) => (door === null ? [] : [door]));
  const own = [...listeners, ...doors.map(({ host, port }) => ({ address: host, port }))];
  const fetch = checkedFetch({ targets: env.targets, listeners: own, limits });
  const provider = oidcProvider({ settings, redirectUri: `${origin}${callbackPath}`, fetch, now });
  const cookies: FlowCookies = flowCookies(sealer, { isSecure: origin.startsWith("https:"), now });
  return {
    settings,
    clear: cookies.clear,
    async leave(next) {
      const secrets = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
      };
      const url = await provider.authorizationUrl(secrets);
      if (!url.ok) return url;
      return attempted({ url: url.data, setCookie: cookies.write({ ...secrets, next }) });
    },
    async arrive(query, sent) {
      const flow = cookies.read(sent);
      if (flow === null) return { told: refused("expired"), next: null };
      const { next } = flow;
      if (query.get("state") !== flow.state) return { told: refused("mismatch"), next };
      return { told: cookies.spend(flow) ? await provider.tell(query, flow) : refused("used"), next };
    },
  };
}
