// Who authorises the requests of a connection: made once for equal credentials, so that all signals of a destination share a token.
import { createHash } from "node:crypto";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Authorizer, Authorizers } from "#lib/engine/authorize/authorizer";
import { awsAuthorizer } from "#lib/engine/authorize/aws";
import type { HostKeys } from "#lib/engine/authorize/host-keys";
import { unasked } from "#lib/engine/authorize/token-answer";
import type { TokenRoute } from "#lib/engine/authorize/token-request";
import { createTokenSource, type TokenReply } from "#lib/engine/authorize/token-source";
import type { Network } from "#lib/engine/open-socket";
import { within } from "#lib/engine/within";

type Parts = {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Null: not allowed here. */
  hostKeys: HostKeys | null;
  /** A token that a peer refuses is fetched anew, once. */
  renewsRefused: boolean;
};
type Connection = Parameters<Authorizers["of"]>[0];

/** Of a thousand destinations each may have its own; those that were not used for longest go first. */
const keptMax = 2048;

export function createAuthorizers(parts: Parts): Authorizers {
  const kept = new Map<string, Authorizer>();
  return {
    of(connection) {
      if (isPlain(connection)) return null;
      const key = keyOf(connection);
      const authorizer = kept.get(key) ?? make(connection, parts);
      kept.delete(key);
      kept.set(key, authorizer);
      const oldest = kept.keys().next().value;
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
      return authorizer;
    },
    fresh: () => createAuthorizers({ ...parts, renewsRefused: false }),
    allowsHostCredentials: parts.hostKeys !== null,
  };
}

function isPlain({ auth }: Connection): boolean {
  return auth.type === "none" || auth.type === "bearer" || auth.type === "basic";
}

function keyOf({ auth, target, tls, proxy }: Connection): string {
  const whither = auth.type === "sigv4" ? target.host : null;
  return createHash("sha256")
    .update(JSON.stringify([auth, tls.ca, proxy, whither]))
    .digest("base64");
}

function make(connection: Connection, parts: Parts): Authorizer {
  const { auth, target, tls, proxy } = connection;
  if (auth.type === "sigv4") return awsAuthorizer(auth, target, parts.hostKeys, parts.nowMs);
  return tokenAuthorizer(auth, (network) => askToken(auth, { tls, proxy }, network, parts.nowMs), parts);
}

/** The libraries load with the first token. */
async function askToken(
  auth: EffectiveConnection["auth"],
  route: TokenRoute,
  network: Network,
  nowMs: () => number,
): Promise<TokenReply> {
  if (auth.type === "google") {
    const { serviceAccountToken } = await import("#lib/engine/authorize/google");
    return serviceAccountToken(auth, route, network, nowMs);
  }
  if (auth.type !== "oauth2") throw new Error(`No token for ${auth.type}`);
  const { clientCredentialsToken } = await import("#lib/engine/authorize/oauth2");
  return clientCredentialsToken(auth, route, network, nowMs);
}

const scheme = "Bearer ";

/** Longer than a request for a token takes at most. */
const patienceMs = 30_000;

function tokenAuthorizer(
  auth: EffectiveConnection["auth"],
  ask: (network: Network) => Promise<TokenReply>,
  { nowMs, renewsRefused }: Parts,
): Authorizer {
  const source = createTokenSource(nowMs);
  // Others may wait for the same token: who leaves ends nothing.
  const current = async (network: Network, abort: AbortSignal): Promise<TokenReply> => {
    const asked = source.current(() => ask(network));
    const reply = await within<TokenReply | null>(patienceMs, abort, (finish) => {
      asked.then(finish, () => finish(null));
      return (fault) => ({ token: null, seen: { ...unasked(auth, network.now()), fault: { at: "answer", ...fault } } });
    });
    // null: a bug of ours, thrown to who asked.
    return reply ?? asked;
  };
  return {
    async headersFor(_bytes, network, abort) {
      const reply = await current(network, abort);
      const secrets = secretsIn(reply);
      if (reply.token === null) return { ok: false, seen: reply.seen, secrets };
      return { ok: true, headers: { authorization: scheme + reply.token }, secrets };
    },
    refused({ authorization = "" }) {
      return renewsRefused && source.drop(authorization.slice(scheme.length));
    },
    async fetch(network, abort) {
      const reply = await current(network, abort);
      return { seen: reply.seen, secrets: secretsIn(reply) };
    },
  };
}

function secretsIn({ token, proof }: TokenReply): string[] {
  return [token, proof].filter((secret) => typeof secret === "string");
}
