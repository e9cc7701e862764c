// What every request passes before a page or route sees it: host, origin, forwarded headers, size, security headers.
// Answers what it refuses; knows nothing of pages.
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { problemOf, problemType } from "#lib/api/problem";
import { bodyBytesMax, countBody, isLarge, strangerBodyBytesMax } from "#lib/console/body-limit";
import { callerOf, overwriteForwarded, trustedProxies } from "#lib/console/forwarded";
import { type Bound, isOwnHost } from "#lib/console/host";
import { isFromOwnPages } from "#lib/console/same-origin";
import { contentSecurityPolicy, policyHeader, securityHeaders } from "#lib/console/security-headers";
import type { ErrorCode } from "#lib/result";

type Refusal = { status: number; code: ErrorCode; title: string; detail: string };

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const refusals = {
  target: { status: 400, code: "invalid", title: "Bad request", detail: "The request target must be a path." },
  path: {
    status: 400,
    code: "invalid",
    title: "Bad request",
    detail:
      "The path may not climb (. and ..), nor hold a backslash, an encoded slash or NUL, or two slashes at its start.",
  },
  hosts: { status: 400, code: "invalid", title: "Bad request", detail: "A request carries one Host header." },
  action: { status: 400, code: "invalid", title: "Bad request", detail: "The API knows no actions of pages." },
  method: { status: 501, code: "invalid", title: "Unknown method", detail: "Nothing here knows that method." },
  encoding: {
    status: 400,
    code: "invalid",
    title: "Bad request",
    detail: "The path holds a % that does not begin an encoded character of UTF-8.",
  },
  host: {
    status: 421,
    code: "invalid",
    title: "Unknown host",
    detail: "This console does not answer to that host name. Set OUTSPAN_URL to the address that people open.",
  },
  origin: {
    status: 403,
    code: "forbidden",
    title: "Not from this console",
    detail: "Changes are accepted from this console's own pages, or with an API key.",
  },
  size: {
    status: 413,
    code: "too_large",
    title: "Too large",
    detail: `A request may carry ${bodyBytesMax / 1024 / 1024} MiB at most.`,
  },
  stranger: {
    status: 413,
    code: "too_large",
    title: "Too large",
    detail: `Without a sign-in a request may carry ${strangerBodyBytesMax / 1024} KiB at most.`,
  },
} satisfies Record<string, Refusal>;

type IsSignedIn = (headers: IncomingHttpHeaders) => Promise<boolean>;

/**
 * Returns the check of one request: true = pass it on, with its headers rewritten; false = it is answered.
 * `isSignedIn` is asked only about a large body that a page is sent.
 */
export function createGate(bound: Bound, proxies: readonly string[], isSignedIn: IsSignedIn) {
  const trusted = trustedProxies(proxies);
  const isHttps = bound.url?.startsWith("https:") ?? false;
  return async function admit(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), isHttps);
    response.setHeaders(new Map(Object.entries(securityHeaders(policy, isHttps))));
    const caller = callerOf(request.socket.remoteAddress ?? "", request.headers, trusted);
    const refuse = (refusal: Refusal) => answer(request, response, refusal);
    if (!request.url?.startsWith("/")) return refuse(refusals.target);
    if (isAmbiguous(request.url)) return refuse(refusals.path);
    if (countOf(request, "host") > 1) return refuse(refusals.hosts);
    // Next cannot make a Request of TRACE, and would log each one as a failure of ours.
    if (!methods.has(request.method ?? "")) return refuse(refusals.method);
    if (!isDecodable(request.url)) return refuse(refusals.encoding);
    if (!isOwnHost(caller.host, bound)) return refuse(refusals.host);
    // The API answers 401 before 403 and 413, and so checks both for itself; the cap on what arrives holds for it too.
    const isPage = !isApi(request);
    const ownOrigins = [`${caller.scheme}://${caller.host}`, ...(bound.url === null ? [] : [bound.url])];
    if (!isPage && request.headers["next-action"] !== undefined) return refuse(refusals.action);
    if (isPage && !isFromOwnPages(request.method, request.headers, ownOrigins)) return refuse(refusals.origin);
    if (isPage && Number(request.headers["content-length"] ?? 0) > bodyBytesMax) return refuse(refusals.size);
    countBody(request, () => {
      if (!response.headersSent) refuse(refusals.size);
      response.once("close", () => request.socket.destroy());
      if (response.writableFinished) request.socket.destroy();
    });
    overwriteForwarded(request.headers, caller, request.url);
    request.headers[policyHeader] = policy;
    if (isPage && isLarge(request) && !(await isSignedIn(request.headers))) {
      return !response.headersSent && refuse(refusals.stranger);
    }
    return true;
  };
}

/**
 * Whether Next could take the path for another one than this gate does: it decodes, and climbs, where we look at what was sent.
 * Decoded a second time as well, for whoever does that. NUL names nothing, and PostgreSQL takes no text that holds it.
 */
function isAmbiguous(target: string): boolean {
  const [path = ""] = target.split("?");
  return [path, path.replace(/%25/g, "%")].some((one) => {
    const plain = one.replace(/%2e/gi, ".");
    return /^\/\/|\\|%2f|%5c|%00/i.test(plain) || /\/\.\.?(\/|$)/.test(plain);
  });
}

function countOf({ rawHeaders }: IncomingMessage, name: string): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length;
}

/** Next answers 500 to a path that it cannot decode. */
function isDecodable(target: string): boolean {
  try {
    decodeURIComponent(target.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function isApi(request: IncomingMessage): boolean {
  return request.url?.startsWith("/api/v1/") ?? false;
}

/** Ends the connection too: what else is on it belongs to a request that was refused. */
function answer(request: IncomingMessage, response: ServerResponse, refusal: Refusal): false {
  const { status, code, title, detail } = refusal;
  response.statusCode = status;
  response.setHeader("connection", "close");
  response.setHeader("cache-control", "no-store");
  if (isApi(request)) {
    response.setHeader("content-type", problemType);
    response.end(JSON.stringify(problemOf({ code, message: detail }, status)));
  } else {
    response.setHeader("content-type", "text/plain; charset=utf-8");
    response.end(`${title}. ${detail}\n`);
  }
  return false;
}
