// The credentials of this host by AWS's own chain: environment, shared file, container and instance roles. Loaded only when a
// destination asks for them; the package keeps them and renews them before their end.
import type { AwsKeys } from "#lib/engine/authorize/sigv4";

export type HostKeys = () => Promise<AwsKeys>;

export function hostKeys(): HostKeys {
  let chain: Promise<HostKeys> | null = null;
  return async () => {
    chain ??= load().catch((error: unknown) => {
      // Tried again by the next request.
      chain = null;
      throw error;
    });
    const { accessKeyId, secretAccessKey, sessionToken } = await (await chain)();
    return { accessKeyId, secretAccessKey, sessionToken };
  };
}

async function load(): Promise<HostKeys> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider();
}
