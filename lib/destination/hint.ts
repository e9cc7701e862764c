// What is not wrong but worth a look: amber sentences at a field that stop nothing. Pure and browser-safe.
import { scopeOfHost } from "#lib/destination/aws-endpoint";
import { resolveEndpoint } from "#lib/destination/endpoint";
import { transformed } from "#lib/destination/fix";
import { looksPrivate } from "#lib/destination/host";
import type { Fix, Hint, Transform } from "#lib/destination/problem";
import { type EffectiveConnection, effectiveConnection, enabledSignals, slotOf } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { tokenTarget } from "#lib/destination/token-endpoint";
import type { Signal } from "#lib/otlp/signal";

export type { Hint } from "#lib/destination/problem";

/** Warnings for the form, each once, with its one-click change where there is one. */
export function hintsOf(destination: ProbedDestination): Hint[] {
  const found = enabledSignals(destination).flatMap((signal) => {
    const connection = effectiveConnection(destination, signal);
    if (connection === null) return [];
    return [
      ...endpointHints(destination, signal, connection),
      ...plainTextHints(destination, signal, connection),
      ...tlsHints(connection),
      ...headerHints(connection),
      ...tokenHints(connection),
      ...awsHints(connection),
    ];
  });
  const seen = new Set<string>();
  return found.filter(({ path, message }) => !seen.has(path + message) && seen.add(path + message));
}

function endpointAt({ from }: EffectiveConnection): string {
  return `${from.endpoint}/endpoint`;
}

function endpointText(destination: ProbedDestination, signal: Signal): string {
  const isOwn = slotOf(destination, signal, "endpoint") === signal;
  return (isOwn ? destination.signals[signal]?.connection : destination.connection)?.endpoint ?? "";
}

function endpointHints(destination: ProbedDestination, signal: Signal, connection: EffectiveConnection): Hint[] {
  const { transport, kind } = connection;
  const endpoint = endpointText(destination, signal);
  const { hints } = resolveEndpoint({ transport, endpoint, kind, signal, path: endpointAt(connection) });
  // A shared base is told once, whichever signal is first.
  return kind === "base" && signal !== firstOnBase(destination) ? [] : hints;
}

function firstOnBase(destination: ProbedDestination): Signal | undefined {
  return enabledSignals(destination).find((signal) => slotOf(destination, signal, "endpoint") === "shared");
}

/** The same endpoint with TLS. */
function secureFix(destination: ProbedDestination, signal: Signal, connection: EffectiveConnection): Fix {
  const value = endpointText(destination, signal).replace(/^http:/i, "https:");
  return {
    label: value.length <= 80 ? `Use ${value}` : "Use https://",
    changes: [{ path: endpointAt(connection), value }],
  };
}

/** C15, and secrets that anyone on the way can read. */
function plainTextHints(destination: ProbedDestination, signal: Signal, connection: EffectiveConnection): Hint[] {
  const { target, tls, headers, auth, from } = connection;
  if (target.tls) return [];
  const fix = secureFix(destination, signal, connection);
  const hints: Hint[] = [];
  // The token server is reached by the same authorities.
  const isCaUsed = tokenTarget(auth)?.tls === true;
  const unused = (["ca", "clientCert", "serverName"] as const).find(
    (field) => tls[field] !== undefined && !(field === "ca" && isCaUsed),
  );
  if (unused) {
    const message = "Not used: the endpoint begins with http://, so there is no TLS.";
    hints.push({ path: `${from.tls}/tls/${unused}`, message, fix });
  }
  const hasSecret = auth.type !== "none" || headers.some(({ secret }) => secret !== false);
  if (hasSecret && !looksPrivate(target.host)) {
    const message = "Anyone between here and the server can read the key: http:// is plain text.";
    hints.push({ path: endpointAt(connection), message, fix });
  }
  return hints;
}

/** AWS's own OTLP endpoints take signed requests. */
function awsHints({ auth, headers, target, transport, from }: EffectiveConnection): Hint[] {
  const { service } = scopeOfHost(target.host);
  const isOtlp = transport === "http" && ["xray", "logs", "monitoring"].includes(service ?? "");
  if (!isOtlp || auth.type !== "none" || headers.some(({ name }) => name.toLowerCase() === "authorization")) return [];
  const value = { type: "sigv4", credentials: "static", accessKeyId: "", secretAccessKey: "" };
  const fix = { label: "Use AWS SigV4", changes: [{ path: `${from.auth}/auth`, value }] };
  return [{ path: `${from.auth}/auth/type`, message: "AWS takes signed requests here.", fix }];
}

function tlsHints({ target, tls, from }: EffectiveConnection): Hint[] {
  if (!target.tls || !tls.skipVerify) return [];
  const message = "Anyone between here and the server could read and change the telemetry.";
  const path = `${from.tls}/tls/skipVerify`;
  return [{ path, message, fix: { label: "Verify the certificate", changes: [{ path, value: false }] } }];
}

function transformHint(path: string, message: string, label: string, transform: Transform): Hint {
  return { path, message, fix: { label, changes: [{ path, transform }] } };
}

/** C10–C12, on values that were typed. */
function headerHints({ headers, from }: EffectiveConnection): Hint[] {
  return headers.flatMap(({ name, value }, index) => {
    if (value === null || value === "") return [];
    const path = `${from.headers}/headers/${index}/value`;
    if (isPercentEncoded(value)) {
      return [transformHint(path, "This looks percent-encoded.", "Decode the value", "percent-decode")];
    }
    return name.toLowerCase() === "authorization" ? authorizationHints(value, path) : [];
  });
}

function authorizationHints(value: string, path: string): Hint[] {
  if (/^Bearer[ :]+Bearer\b/i.test(value) || /^Bearer:/i.test(value)) {
    return [
      transformHint(path, "Bearer stands here in a form that no server reads.", "Write Bearer once", "once-bearer"),
    ];
  }
  if (/^Basic [^:]*:/i.test(value)) {
    return [transformHint(path, "Basic wants username:password in base64.", "Encode as base64", "base64-encode")];
  }
  if (!value.includes(" ")) {
    return [
      transformHint(path, "Authorization begins with a scheme, mostly Bearer or Basic.", "Add Bearer", "add-bearer"),
    ];
  }
  return [];
}

function tokenHints({ auth, from }: EffectiveConnection): Hint[] {
  if (auth.type !== "bearer" || auth.token === null) return [];
  const path = `${from.auth}/auth/token`;
  if (/^Bearer[ :]/i.test(auth.token)) {
    return [transformHint(path, "Bearer is added for you.", "Remove Bearer", "once-bearer")];
  }
  return isPercentEncoded(auth.token)
    ? [transformHint(path, "This looks percent-encoded.", "Decode the token", "percent-decode")]
    : [];
}

/** Decoding gives other, printable ASCII. */
export function isPercentEncoded(value: string): boolean {
  const decoded = /%[0-9a-f]{2}/i.test(value) ? transformed(value, "percent-decode", "value") : value;
  return decoded !== value && /^[\x20-\x7e]+$/.test(decoded);
}
