// Reads a gRPC endpoint: [http|https://]host:port, nothing else (R2.1–R2.7). The scheme decides TLS; none means TLS.
import {
  type EndpointInput,
  endpointChanges,
  type Fault,
  type Parts,
  portHints,
  type Reading,
  readAuthority,
  wrongScheme,
} from "#lib/destination/endpoint-parts";
import { hostInUrl, looksPrivate, parseAuthority } from "#lib/destination/host";
import { signalFacts } from "#lib/otlp/signal";

/** Targets that gRPC libraries know and this grammar does not: dns:///host:port, unix:/path. */
const resolverTarget = /^(?:dns|unix|unix-abstract|ipv4|ipv6|xds|passthrough):(?!\d+$)(?:\/\/[^/]*\/)?(.*)$/is;

export function readGrpc(input: EndpointInput, parts: Parts): Reading {
  const { scheme } = parts;
  const resolver = resolverTarget.exec(input.endpoint);
  if (resolver) {
    const message = "Enter host:port, with http:// in front for plain text or https:// for TLS";
    return { code: "url.wrong_scheme", message, instead: resolver[1] || null };
  }
  if (scheme !== null && scheme !== "http" && scheme !== "https") return wrongScheme(scheme, parts, input.transport);
  if (parts.tail !== "" && parts.tail !== "/") return pathInTarget(input, parts);
  const authority = readAuthority(parts);
  if ("code" in authority) return authority;
  const host = hostInUrl(authority.host);
  const port = authority.port ?? (scheme === "https" ? 443 : null);
  if (port === null) {
    const proposed = scheme === "http" || looksPrivate(authority.host) ? 4317 : 443;
    const instead = `${scheme === null ? "" : "http://"}${host}:${proposed}`;
    return { code: "grpc.port_missing", message: `Add the port: ${instead}`, instead };
  }
  const url = `${scheme ?? "https"}://${host}:${port}`;
  const hints = portHints(input, { host: authority.host, port }, scheme ?? "https");
  if (scheme === null && hints.length === 0 && looksPrivate(authority.host)) {
    const plain = `http://${host}:${port}`;
    const fix = { label: `Use ${plain}`, changes: endpointChanges(input.path, plain) };
    hints.push({ path: input.path, message: `No scheme means TLS. Write ${plain} for plain text.`, fix });
  }
  const target = { tls: scheme !== "http", host: authority.host, port, path: "", url, typedLength: url.length };
  return { target, hints };
}

/** C05, R2.5: with port 4317 the path is just too much; elsewhere the operator was given an OTLP/HTTP endpoint. */
function pathInTarget(input: EndpointInput, { scheme, authority, tail }: Parts): Fault {
  const found = parseAuthority(authority);
  const prefix = scheme === null ? "" : `${scheme}://`;
  const isGrpcPort = typeof found !== "string" && found.port === 4317;
  const fault = { code: "grpc.path_in_target", message: "gRPC has no URL path. If you were given one, it is for HTTP" };
  const isMethod = /^\/opentelemetry\.proto\./.test(tail);
  if (isGrpcPort || isMethod || /^\/*$/.test(tail)) return { ...fault, instead: prefix + authority };
  const path = input.kind === "own" ? ownPath(tail, signalFacts[input.signal].path) : tail;
  return {
    ...fault,
    label: "Switch to HTTP",
    transport: "http",
    instead: `${scheme ?? "https"}://${authority}${path}`,
  };
}

/** What a signal's own HTTP endpoint needs: its path, once. */
function ownPath(tail: string, signalPath: string): string {
  const bare = tail.replace(/\/+$/, "");
  return /\/v1\/(?:traces|metrics|logs)$|[?#]/.test(bare) ? bare : bare + signalPath;
}
