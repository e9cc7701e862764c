// What reading an endpoint has in common for HTTP and gRPC: its parts, its faults, host and port, the well-known ports.
import { type Authority, bracketIpv6, hostInUrl, parseAuthority } from "#lib/destination/host";
import type { Change, Hint } from "#lib/destination/problem";
import type { Transport } from "#lib/destination/schema";
import { type Signal, signalFacts } from "#lib/otlp/signal";

/** Where requests of one signal go. */
export type Target = {
  tls: boolean;
  /** Lower-case, punycode, IPv6 without brackets. */
  host: string;
  port: number;
  /** HTTP: path and query. gRPC: "". */
  path: string;
  /** HTTP: the URL; gRPC: http(s)://host:port. */
  url: string;
  /** How many characters of `url` were typed; the rest was appended. */
  typedLength: number;
};

export type EndpointInput = {
  transport: Transport;
  endpoint: string;
  /** "base": the shared endpoint, `/v1/<signal>` is appended. "own": a signal's own, used as typed. gRPC: no difference. */
  kind: "base" | "own";
  signal: Signal;
  /** JSON Pointer of the field, for problems and fixes. */
  path: string;
};

/** scheme://authority/tail, split but not yet judged. `scheme` is lower-case, null when there is none. */
export type Parts = { scheme: string | null; authority: string; tail: string };

/** A fault, and the text (and transport) that would be right instead. */
export type Fault = {
  code: string;
  message: string;
  label?: string;
  instead?: string | null;
  transport?: Transport;
};

export type Reading = { target: Target; hints: Hint[] } | Fault;

export function splitEndpoint(text: string): Parts {
  const found = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  const rest = found ? (found[2] ?? "") : text;
  const end = rest.search(/[/?#]/);
  return {
    scheme: found?.[1]?.toLowerCase() ?? null,
    authority: end < 0 ? rest : rest.slice(0, end),
    tail: end < 0 ? "" : rest.slice(end),
  };
}

const secureSchemes = ["grpcs", "wss", "ssl", "tls", "htps", "htpps", "httpss"];

/**
 * C02: a scheme that is not http or https, with the one that means the same. grpc:// names the transport as well, except beside
 * the port or a path of HTTP.
 */
export function wrongScheme(scheme: string, { authority, tail }: Parts, transport: Transport): Fault {
  const isGrpc = transport === "http" && /^grpcs?$/.test(scheme) && !/:4318$/.test(authority) && /^\/?$/.test(tail);
  return {
    code: "url.wrong_scheme",
    message: "Use http:// for plain text or https:// for TLS",
    ...(isGrpc && { transport: "grpc", label: "Switch to gRPC" }),
    instead: `${secureSchemes.includes(scheme) ? "https" : "http"}://${(authority + tail).replace(/^\/+/, "")}`,
  };
}

export function readAuthority({ scheme, authority, tail }: Parts): Authority | Fault {
  const parsed = parseAuthority(authority);
  if (typeof parsed !== "string") return parsed;
  const code = "url.unparseable";
  if (parsed === "port") return { code, message: "Enter a port from 1 to 65535" };
  const bracketed = parsed === "unbracketed" ? bracketIpv6(authority) : null;
  if (bracketed) {
    const instead = `${scheme === null ? "" : `${scheme}://`}${bracketed}${tail}`;
    return { code, message: "Put the IPv6 address in brackets: [::1]:4318", instead };
  }
  return { code, message: "Enter a host name or an address, for example collector:4318" };
}

/** A fix of the endpoint at `path`, which may change the transport beside it. */
export function endpointChanges(path: string, endpoint: string, transport?: Transport): Change[] {
  const change = { path, value: endpoint };
  return transport ? [{ path: path.replace(/endpoint$/, "transport"), value: transport }, change] : [change];
}

/** The two well-known ports in the other transport's field. */
export function portHints({ transport, path, kind, signal }: EndpointInput, at: Authority, scheme: string): Hint[] {
  const url = `${scheme}://${hostInUrl(at.host)}:${at.port}`;
  if (transport === "http" && at.port === 4317) {
    const fix = { label: "Switch to gRPC", changes: endpointChanges(path, url, "grpc") };
    return [{ path, message: "Port 4317 usually speaks gRPC.", fix }];
  }
  if (transport === "grpc" && at.port === 4318) {
    const http = kind === "own" ? url + signalFacts[signal].path : url;
    const fix = { label: "Switch to HTTP", changes: endpointChanges(path, http, "http") };
    return [{ path, message: "Port 4318 usually speaks HTTP.", fix }];
  }
  return [];
}
