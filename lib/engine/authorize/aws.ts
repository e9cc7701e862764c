// Signs requests of one connection with SigV4: with the keys that were entered, or with those of this host.
import { isAwsHost, signingScope } from "#lib/destination/aws-endpoint";
import type { Target } from "#lib/destination/endpoint-parts";
import type { Auth } from "#lib/destination/schema";
import type { Authorizer, Fetched } from "#lib/engine/authorize/authorizer";
import type { HostKeys } from "#lib/engine/authorize/host-keys";
import type { AwsKeys } from "#lib/engine/authorize/sigv4";
import { faultOf } from "#lib/engine/fault";
import type { Network } from "#lib/engine/open-socket";
import { within } from "#lib/engine/within";
import type { TokenFault, TokenSeen } from "#lib/otlp/observation";

type Sigv4 = Extract<Auth, { type: "sigv4" }>;
type Kept = { keys: AwsKeys | null; seen: TokenSeen };

const limitMs = 5000;

/** `chain` is null where the administrator has not allowed it. */
export function awsAuthorizer(auth: Sigv4, target: Target, chain: HostKeys | null, nowMs: () => number): Authorizer {
  const { region, service } = signingScope(auth, target.host);
  const scope = { region: region ?? "", service: service ?? "" };
  const isOfHost = auth.credentials === "host";
  const ask = (network: Network, abort: AbortSignal) =>
    isOfHost ? askHost(target, chain, network, abort) : Promise.resolve(typedKeys(auth, network));
  return {
    async headersFor(bytes, network, abort) {
      const { keys, seen } = await ask(network, abort);
      if (keys === null) return { ok: false, seen, secrets: [] };
      // The signer's package loads with the first signature.
      const { signatureHeaders } = await import("#lib/engine/authorize/sigv4");
      const headers = await signatureHeaders(bytes, { keys, scope, now: new Date(nowMs()) });
      const signature = /Signature=(\w+)/.exec(headers.authorization ?? "")?.slice(1) ?? [];
      return { ok: true, headers, secrets: [...secretsIn(keys), ...signature] };
    },
    // Every request has a signature of its own: another one is no better.
    refused: () => false,
    fetch: isOfHost
      ? async (network, abort): Promise<Fetched> => {
          const { keys, seen } = await ask(network, abort);
          return { seen, secrets: keys === null ? [] : secretsIn(keys) };
        }
      : null,
  };
}

function secretsIn({ secretAccessKey, sessionToken }: AwsKeys): string[] {
  return [secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])];
}

function typedKeys({ accessKeyId = "", secretAccessKey, sessionToken }: Sigv4, network: Network): Kept {
  const keys = { accessKeyId, secretAccessKey: secretAccessKey ?? "", sessionToken: sessionToken ?? undefined };
  return { keys, seen: granted(unaskedHost(network.now())) };
}

async function askHost({ host }: Target, chain: HostKeys | null, network: Network, abort: AbortSignal): Promise<Kept> {
  const seen = unaskedHost(network.now());
  const refused = (fault: TokenFault): Kept => ({
    keys: null,
    seen: { ...seen, durationMs: network.now() - seen.startMs, fault },
  });
  if (chain === null || !isAwsHost(host)) {
    const message = chain === null ? "OUTSPAN_AWS_HOST_CREDENTIALS is not on" : "Only for amazonaws.com";
    return refused({ at: "settings", code: "ERR_HOST_CREDENTIALS", message });
  }
  return within<Kept>(limitMs, abort, (finish) => {
    chain().then(
      (keys) => finish({ keys, seen: granted({ ...seen, durationMs: network.now() - seen.startMs }) }),
      // What the chain says names profiles and files of this machine: its kind is enough.
      (error: unknown) => finish(refused({ at: "chain", code: nameOf(error), message: "No credentials on this host" })),
    );
    return (fault) => refused({ at: "chain", ...fault });
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : faultOf(error).code;
}

function granted(seen: TokenSeen): TokenSeen {
  return { ...seen, isGranted: true };
}

function unaskedHost(startMs: number): TokenSeen {
  return {
    ...{ startMs, durationMs: 0, from: "aws", origin: "", isGranted: false, fault: null, skewMs: null },
    ...{ status: null, contentType: null, error: null, words: null, expiresInS: null, tokenType: null },
  };
}
