// Where an access token is asked for: the token URL of a client, or the one in a service account's key. Pure and browser-safe.
import type { Target } from "#lib/destination/endpoint-parts";
import { hostInUrl, looksPrivate, normalHost } from "#lib/destination/host";
import type { Auth } from "#lib/destination/schema";

export type ServiceAccount = { email: string; privateKey: string; keyId: string | null; tokenUrl: string };

const googleTokenUrl = "https://oauth2.googleapis.com/token";

/** A key file's text; null: it is none. */
export function readServiceAccount(text: string): ServiceAccount | null {
  const json = parsed(text);
  const { client_email: email, private_key: privateKey, private_key_id: keyId, token_uri: url } = json ?? {};
  if (typeof email !== "string" || typeof privateKey !== "string") return null;
  const tokenUrl = typeof url === "string" && url !== "" ? url : googleTokenUrl;
  return { email, privateKey, keyId: typeof keyId === "string" ? keyId : null, tokenUrl };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Null while the URL is missing or wrong. */
export function tokenTarget(auth: Auth): Target | null {
  if (auth.type === "oauth2") return readTokenUrl(auth.tokenUrl);
  if (auth.type !== "google" || auth.serviceAccount === null) return null;
  const account = readServiceAccount(auth.serviceAccount);
  return account && readTokenUrl(account.tokenUrl);
}

/** HTTPS, or any host that looks like one's own: the secret goes there. */
export function readTokenUrl(text: string): Target | null {
  const url = URL.parse(text);
  const isClean = /^https?:\/\/[^\s@#]+$/i.test(text);
  if (url === null || !isClean) return null;
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  const host = normalHost(bare, bare.includes(":"));
  const tls = url.protocol === "https:";
  if (host === null || !(tls || looksPrivate(host))) return null;
  const port = url.port === "" ? (tls ? 443 : 80) : Number(url.port);
  const path = url.pathname + url.search;
  const whole = `${tls ? "https" : "http"}://${hostInUrl(host)}:${port}${path}`;
  return { tls, host, port, path, url: whole, typedLength: whole.length };
}
