// What every request passes before a page or route sees it: host, origin, forwarded headers, size, security headers.
// Answers what it refuses; knows nothing of pages.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { problemOf, problemType } from "#lib/api/problem";
import { bodyBytesMax, countBody } from "#lib/console/body-limit";
import { callerOf, overwriteForwarded, trustedProxies } from "#lib/console/forwarded";
import { type Bound, isOwnHost } from "#lib/console/host";
import { isFromOwnPages } from "#lib/console/same-origin";
import { contentSecurityPolicy, policyHeader, securityHeaders } from "#lib/console/security-headers";
import type { ErrorCode } from "#lib/result";

type Refusal = { status: number; code: ErrorCode; title: string; detail: string };

const refusals = {
  target: { status: 400, code: "invalid", title: "Bad request", detail: "The request target must be a path." },
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
} satisfies Record<string, Refusal>;

/** Returns the check of one request: true = pass it on, with its headers rewritten; false = it is answered. */
export function createGate(bound: Bound, proxies: readonly string[]) {
  const trusted = trustedProxies(proxies);
  const isHttps = bound.url?.startsWith("https:") ?? false;
  return function admit(request: IncomingMessage, response: ServerResponse): boolean {
    const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), isHttps);
    response.setHeaders(new Map(Object.entries(securityHeaders(policy, isHttps))));
    const caller = callerOf(request.socket.remoteAddress ?? "", request.headers, trusted);
    const refuse = (refusal: Refusal) => answer(request, response, refusal);
    if (!request.url?.startsWith("/")) return refuse(refusals.target);
    if (!isOwnHost(caller.host, bound)) return refuse(refusals.host);
    // The API answers 401 before 403 and 413, and so checks both for itself; the cap on what arrives holds for it too.
    const isPage = !isApi(request);
    const ownOrigins = [`${caller.scheme}://${caller.host}`, ...(bound.url === null ? [] : [bound.url])];
    if (isPage && !isFromOwnPages(request.method, request.headers, ownOrigins)) return refuse(refusals.origin);
    if (isPage && Number(request.headers["content-length"] ?? 0) > bodyBytesMax) return refuse(refusals.size);
    countBody(request, () => {
      if (!response.headersSent) refuse(refusals.size);
      response.once("close", () => request.socket.destroy());
      if (response.writableFinished) request.socket.destroy();
    });
    overwriteForwarded(request.headers, caller, request.url);
    request.headers[policyHeader] = policy;
    return true;
  };
}

function isApi(request: IncomingMessage): boolean {
  return request.url?.startsWith("/api/") ?? false;
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
