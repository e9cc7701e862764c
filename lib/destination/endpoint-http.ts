// Reads an HTTP endpoint: the shared base URL and a signal's own URL (R1.1–R1.9).
import {
  type EndpointInput,
  endpointChanges,
  type Fault,
  type Parts,
  portHints,
  type Reading,
  readAuthority,
  splitEndpoint,
  type Target,
  wrongScheme,
} from "#lib/destination/endpoint-parts";
import { type Authority, bracketIpv6, hostInUrl, looksPrivate, parseAuthority } from "#lib/destination/host";
import { signalFacts, signals } from "#lib/otlp/signal";

export function readHttp(input: EndpointInput, parts: Parts): Reading {
  const { scheme, tail } = parts;
  if (scheme === null) return missingScheme(input.endpoint);
  if (scheme !== "http" && scheme !== "https") return wrongScheme(scheme, parts, input.transport);
  const authority = readAuthority(parts);
  if ("code" in authority) return authority;
  const fragment = tail.indexOf("#");
  if (fragment < 0) return input.kind === "base" ? readBase(input, parts, authority) : readOwn(input, parts, authority);
  return {
    code: "settings.invalid",
    message: "Remove the part after #: it is never sent",
    label: "Remove the fragment",
    instead: input.endpoint.slice(0, fragment - tail.length),
  };
}

/** C01. Plain text is proposed for what looks private, TLS for the rest; `http:host` and `https//host` say it themselves. */
function missingScheme(endpoint: string): Fault {
  const begun = /^(https?)(?::\/?(?!\d+(?:\/|$))|\/\/)/i.exec(endpoint);
  const rest = endpoint.slice(begun?.[0].length ?? 0).replace(/^\/+/, "");
  const { authority } = splitEndpoint(rest);
  const found = parseAuthority(bracketIpv6(authority) ?? authority);
  const isHost = typeof found !== "string";
  const guessed = isHost && found.port !== 443 && looksPrivate(found.host) ? "http" : "https";
  const shown = isHost && authority.length <= 80 ? authority : "collector:4318";
  return {
    code: "url.missing_scheme",
    message: `Add a scheme: http://${shown} or https://`,
    instead: `${begun?.[1]?.toLowerCase() ?? guessed}://${rest}`,
  };
}

/** R1.2, R1.3, R1.9: the base path is kept, the signal's path appended after exactly one slash. */
function readBase(input: EndpointInput, parts: Parts, authority: Authority): Reading {
  const { tail } = parts;
  const { endpoint, path } = input;
  const query = tail.indexOf("?");
  if (query >= 0) {
    const message = "A base URL has no query: remove it, or give each signal its own connection";
    const instead = endpoint.slice(0, query - tail.length);
    return { code: "settings.invalid", message, label: "Remove the query", instead };
  }
  const base = tail.replace(/\/+$/, "");
  const doubled = /(?:\/v1\/(?:traces|metrics|logs))+$/.exec(base)?.[0];
  if (doubled) {
    const message = `Remove ${doubled}: the path of each signal is added for you`;
    const instead = endpoint.slice(0, endpoint.length - tail.length) + base.slice(0, -doubled.length);
    return { code: "path.doubled", message, label: `Remove ${doubled}`, instead };
  }
  const added = signalFacts[input.signal].path;
  const target = httpTarget(parts, authority, wirePath(base) + added);
  const hints = portHints(input, authority, parts.scheme ?? "http");
  if (base.endsWith("/v1")) {
    const instead = endpoint.slice(0, endpoint.length - tail.length) + base.slice(0, -3);
    const message = `The path ${added} is added for you; /v1 is in the endpoint twice.`;
    hints.push({ path, message, fix: { label: "Remove /v1", changes: endpointChanges(path, instead) } });
  }
  const appended = added.length - (tail.endsWith("/") ? 1 : 0);
  return { target: { ...target, typedLength: target.url.length - appended }, hints };
}

/** R1.4: used as typed. The path of another signal is refused (H11), no path at all is worth a word. */
function readOwn(input: EndpointInput, parts: Parts, authority: Authority): Reading {
  const { endpoint, signal } = input;
  const { label, path: right } = signalFacts[signal];
  const query = parts.tail.indexOf("?");
  const path = query < 0 ? parts.tail : parts.tail.slice(0, query);
  const rest = query < 0 ? "" : parts.tail.slice(query);
  const before = endpoint.slice(0, endpoint.length - parts.tail.length);
  const bare = path.replace(/\/+$/, "");
  const other = signals.find((name) => name !== signal && bare.endsWith(signalFacts[name].path));
  if (other) {
    const instead = before + bare.slice(0, -signalFacts[other].path.length) + right + rest;
    const message = `This path takes ${other}. ${label} go to ${right}`;
    return { code: "path.wrong_signal", message, label: `Use ${right}`, instead };
  }
  const hints = portHints(input, authority, parts.scheme ?? "http");
  if (bare === "") {
    const message = `Used as typed, so requests go to /. Most receivers want ${right}.`;
    const changes = endpointChanges(input.path, before + right + rest);
    hints.push({ path: input.path, message, fix: { label: `Add ${right}`, changes } });
  }
  return { target: httpTarget(parts, authority, wirePath(path || "/") + wirePath(rest)), hints };
}

/** As typed, except that what cannot stand in a request line is percent-encoded. */
function wirePath(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

/** R1.5: no port means 80 or 443. A port that was typed stays in the URL. */
function httpTarget({ scheme }: Parts, { host, port }: Authority, path: string): Target {
  const tls = scheme === "https";
  const url = `${scheme}://${hostInUrl(host)}${port === null ? "" : `:${port}`}${path}`;
  return { tls, host, port: port ?? (tls ? 443 : 80), path, url, typedLength: url.length };
}
