// A service account's token (RFC 7523 §2.1, as Google wants it): an assertion signed with its key, exchanged at its token URL.
import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import { genericTokenEndpointRequest, processGenericTokenEndpointResponse } from "oauth4webapi";
import type { Auth } from "#lib/destination/schema";
import { readServiceAccount, type ServiceAccount } from "#lib/destination/token-endpoint";
import { tokenBy } from "#lib/engine/authorize/oauth2";
import { unasked } from "#lib/engine/authorize/token-answer";
import type { TokenRoute } from "#lib/engine/authorize/token-request";
import type { TokenReply } from "#lib/engine/authorize/token-source";
import type { Network } from "#lib/engine/open-socket";

const scope = "https://www.googleapis.com/auth/cloud-platform";
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const lifeS = 3600;

export async function serviceAccountToken(
  auth: Extract<Auth, { type: "google" }>,
  route: TokenRoute,
  network: Network,
  nowMs: () => number,
): Promise<TokenReply> {
  const account = readServiceAccount(auth.serviceAccount ?? "");
  const assertion = account && (await signed(account, Math.floor(nowMs() / 1000)));
  if (account === null || assertion === null) {
    const fault = { at: "key", code: "ERR_KEY", message: "The private key cannot be read" } as const;
    return { token: null, seen: { ...unasked(auth, network.now()), fault } };
  }
  const client = { client_id: account.email };
  // The assertion says who asks; nothing else does.
  const noProof = () => {};
  const reply = await tokenBy(auth, account.tokenUrl, route, network, nowMs, async (server, options) => {
    const parameters = { assertion };
    const response = await genericTokenEndpointRequest(server, client, noProof, jwtBearer, parameters, options);
    return processGenericTokenEndpointResponse(server, client, response);
  });
  // Whoever has it asks as we do, for an hour: no answer that repeats it is told with it.
  return { ...reply, proof: assertion };
}

/** Null: the key is none that signs RS256. */
async function signed({ email, privateKey, keyId, tokenUrl }: ServiceAccount, nowS: number): Promise<string | null> {
  try {
    return await new SignJWT({ scope })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(keyId !== null && { kid: keyId }) })
      .setIssuer(email)
      .setAudience(tokenUrl)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + lifeS)
      .sign(createPrivateKey(privateKey));
  } catch {
    return null;
  }
}
