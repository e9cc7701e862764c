// One exporter of the Collector, and the extension that authenticates it, as plain objects. What has no word there is told.
import { formatDuration } from "#lib/destination/duration";
import { hostInUrl } from "#lib/destination/host";
import { queueDefaults } from "#lib/destination/resolve";
import type { Auth, ProbedDestination, QueueSettings } from "#lib/destination/schema";
import type { ExporterPart } from "#lib/format/collector/exporter-parts";

export type Settings = Record<string, unknown>;

export type Authenticator = { type: string; settings: Settings };

/** `value` turns a text into the Collector's; `left` takes sentences. */
export type Writing = { value: (text: string) => string; left: Set<string> };

export function exporterSettings(part: ExporterPart, authenticator: string | null, writing: Writing): Settings {
  const { connection } = part;
  const { transport, encoding, compression, timeoutMs, proxy } = connection;
  const { value, left } = writing;
  const isGrpc = transport === "grpc";
  if (isGrpc && proxy !== null) left.add("The proxy of gRPC: set HTTPS_PROXY where the Collector runs.");
  const headers = headerSettings(part, value);
  const tls = tlsSettings(part, writing);
  return {
    ...(isGrpc ? { endpoint: grpcEndpoint(part) } : httpEndpoints(part, value)),
    ...(!isGrpc && encoding === "json" ? { encoding } : {}),
    ...(compression === "none" ? { compression } : {}),
    timeout: formatDuration(timeoutMs),
    ...(!isGrpc && proxy !== null ? { proxy_url: `http://${hostInUrl(proxy.host)}:${proxy.port}` } : {}),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
    ...(authenticator === null ? {} : { auth: { authenticator } }),
  };
}

function grpcEndpoint({ connection: { target } }: ExporterPart): string {
  return `${hostInUrl(target.host)}:${target.port}`;
}

/** Beside the main exporter every endpoint is whole, so that it is read back as the signal's own. */
function httpEndpoints({ signal: alone, members }: ExporterPart, value: (text: string) => string): Settings {
  const settings: Settings = {};
  for (const { signal, connection, typed } of members) {
    const { kind, target } = connection;
    if (kind === "base" && alone === null) settings.endpoint = value(typed);
    else settings[`${signal}_endpoint`] = value(kind === "own" ? typed : target.url);
  }
  return settings;
}

/** The later row of a name counts. A bearer token is a header: its extension is not in every Collector and refuses plain text. */
function headerSettings({ connection: { headers, auth } }: ExporterPart, value: (text: string) => string): Settings {
  const rows = new Map(headers.map((header) => [header.name.toLowerCase(), header]));
  if (auth.type === "bearer") rows.delete("authorization");
  const settings = [...rows.values()].map((header): [string, string] => [header.name, value(header.value ?? "")]);
  const bearer: [string, string][] =
    auth.type === "bearer" ? [["Authorization", value(`Bearer ${auth.token ?? ""}`)]] : [];
  return Object.fromEntries([...settings, ...bearer]);
}

function tlsSettings({ connection: { transport, target, tls } }: ExporterPart, { value, left }: Writing): Settings {
  if (!target.tls) {
    if (tls.ca || tls.clientCert || tls.serverName || tls.skipVerify)
      left.add("Settings of TLS: the connection is plain text.");
    return transport === "grpc" ? { insecure: true } : {};
  }
  return {
    ...(tls.ca ? { ca_pem: value(tls.ca), include_system_ca_certs_pool: true } : {}),
    ...(tls.clientCert ? { cert_pem: value(tls.clientCert) } : {}),
    ...(tls.clientKey ? { key_pem: value(tls.clientKey) } : {}),
    ...(tls.serverName ? { server_name_override: value(tls.serverName) } : {}),
    ...(tls.skipVerify ? { insecure_skip_verify: true } : {}),
  };
}

/** The extension's type and settings; null: none is needed, or the Collector has none for it. */
export function authenticatorOf(part: ExporterPart, writing: Writing): Authenticator | null {
  const { auth, transport, target } = part.connection;
  const found = extensionOf(auth, writing);
  if (found === null || transport === "http") return found;
  if (auth.type === "sigv4") writing.left.add("The AWS signature: the Collector signs over HTTP alone.");
  else if (!target.tls) writing.left.add("The authentication: over gRPC the Collector sends it with TLS alone.");
  else return found;
  return null;
}

function extensionOf(auth: Auth, { value, left }: Writing): Authenticator | null {
  if (auth.type === "none" || auth.type === "bearer") return null;
  if (auth.type === "basic") {
    const client = { username: value(auth.username), password: value(auth.password ?? "") };
    return { type: "basicauth", settings: { client_auth: client } };
  }
  if (auth.type === "google") {
    left.add("The service account’s key file: set GOOGLE_APPLICATION_CREDENTIALS where the Collector runs.");
    return { type: "googleclientauth", settings: {} };
  }
  if (auth.type === "sigv4") {
    const { region, service, credentials } = auth;
    if (credentials === "static") {
      left.add("The AWS keys: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY where the Collector runs.");
    }
    return { type: "sigv4auth", settings: { ...(region ? { region } : {}), ...(service ? { service } : {}) } };
  }
  if (auth.clientAuth === "post") {
    left.add("That the token endpoint takes the client’s secret in its form: the Collector tries both ways.");
  }
  const settings = {
    client_id: value(auth.clientId),
    client_secret: value(auth.clientSecret ?? ""),
    token_url: value(auth.tokenUrl),
    ...(auth.scopes && auth.scopes.length > 0 ? { scopes: auth.scopes.map(value) } : {}),
    ...(auth.audience ? { endpoint_params: { audience: value(auth.audience) } } : {}),
  };
  return { type: "oauth2client", settings };
}

/** Retries for as long as Outspan would keep things; a bound in bytes, where one was chosen. */
export function deliverySettings({ queue = {} }: Pick<ProbedDestination, "queue">): Settings {
  const { maxBytes, maxAgeMs, whenFull }: Required<QueueSettings> = { ...queueDefaults, ...queue };
  const size = maxBytes === queueDefaults.maxBytes ? {} : { sizer: "bytes", queue_size: maxBytes };
  const full = whenFull === "refuse" ? { block_on_overflow: true } : {};
  const sending = { ...size, ...full };
  return {
    retry_on_failure: { enabled: true, max_elapsed_time: formatDuration(maxAgeMs) },
    ...(Object.keys(sending).length > 0 ? { sending_queue: { enabled: true, ...sending } } : {}),
  };
}
