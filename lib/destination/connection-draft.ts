// One connection as the form holds it, and back. Knows nothing of the destination around it.
import { authDraft, authOf } from "#lib/destination/auth-draft";
import type { HeaderDraft, OwnConnectionDraft, TlsDraft } from "#lib/destination/draft-shape";
import { formatDuration, parseDuration } from "#lib/destination/duration";
import type { Problem } from "#lib/destination/problem";
import type { Connection, Header, Tls } from "#lib/destination/schema";

function headerDraft({ name, value, secret }: Header): HeaderDraft {
  return { name, value: value ?? "", secret: secret ?? true, saved: value === null };
}

function tlsDraft({ ca, clientCert, clientKey, serverName, skipVerify }: Tls): TlsDraft {
  return {
    ca: ca ?? "",
    clientCert: clientCert ?? "",
    clientKey: clientKey ?? "",
    clientKeySaved: clientKey === null,
    serverName: serverName ?? "",
    skipVerify: skipVerify ?? false,
  };
}

/** Fields that the connection does not have are null. */
export function connectionDraft(connection: Connection): OwnConnectionDraft {
  return {
    transport: connection.transport ?? null,
    endpoint: connection.endpoint ?? null,
    encoding: connection.encoding ?? null,
    compression: connection.compression ?? null,
    headers: connection.headers?.map(headerDraft) ?? null,
    secret: connection.secret ?? null,
    auth: connection.auth ? authDraft(connection.auth) : null,
    tls: connection.tls ? tlsDraft(connection.tls) : null,
    proxy: connection.proxy ?? null,
    timeout: connection.timeoutMs === undefined ? null : formatDuration(connection.timeoutMs),
  };
}

/** Rows left blank at the end are not meant; one in the middle keeps its place, so that errors find their row. */
function headersOf(rows: readonly HeaderDraft[]): Header[] {
  const last = rows.findLastIndex(({ name, value, saved }) => name !== "" || value !== "" || saved);
  return rows
    .slice(0, last + 1)
    .map(({ name, value, secret, saved }) => ({ name, value: saved ? null : value, secret }));
}

function tlsOf({ ca, clientCert, clientKey, clientKeySaved, serverName, skipVerify }: TlsDraft): Tls {
  return {
    ...(ca ? { ca } : {}),
    ...(clientCert ? { clientCert } : {}),
    ...(clientKeySaved ? { clientKey: null } : clientKey ? { clientKey } : {}),
    ...(serverName ? { serverName } : {}),
    skipVerify,
  };
}

/** The connection a draft means: what is null is left out. The timeout only where its text is a duration. */
export function connectionOf(draft: OwnConnectionDraft, isGrpc: boolean): Connection {
  const { transport, endpoint, encoding, compression, headers, secret, auth, tls, proxy, timeout } = draft;
  const timeoutMs = timeout === null ? null : parseDuration(timeout);
  return {
    ...(transport === null ? {} : { transport }),
    ...(endpoint === null ? {} : { endpoint }),
    ...(encoding === null || isGrpc ? {} : { encoding }),
    ...(compression === null ? {} : { compression }),
    ...(headers === null ? {} : { headers: headersOf(headers) }),
    ...(secret === null ? {} : { secret }),
    ...(auth === null ? {} : { auth: authOf(auth) }),
    ...(tls === null ? {} : { tls: tlsOf(tls) }),
    ...(proxy === null ? {} : { proxy }),
    ...(timeoutMs === null ? {} : { timeoutMs }),
  };
}

/** What to do about a text that is no duration; [] when it is one. */
export function durationProblems(path: string, text: string | null, noun: string, example: string): Problem[] {
  if (text === null || parseDuration(text) !== null) return [];
  const code = "settings.invalid";
  const amount = text.trim();
  if (amount === "") return [{ path, code, message: `Enter the ${noun}, for example ${example}`, fix: null }];
  const ms = meantMs(amount);
  if (ms === null) {
    return [{ path, code, message: `Write the ${noun} as a number and a unit: ${example}`, fix: null }];
  }
  const meant = formatDuration(ms);
  const fix = { label: `Use ${meant}`, changes: [{ path, value: ms }] };
  return [{ path, code, message: `Add a unit to the ${noun}: ${meant}`, fix }];
}

/** A bare number: small ones are seconds; from 1000 on milliseconds, as in OTEL_METRIC_EXPORT_INTERVAL. null = no guess. */
function meantMs(amount: string): number | null {
  if (!/^\d{1,9}(?:\.\d{1,3})?$/.test(amount)) return null;
  const number = Number(amount);
  if (number <= 0) return null;
  return Math.round(number < 1000 ? number * 1000 : number);
}
