// Whether a form or server action comes from our own pages: no other site may use a browser's session. Pure.
import type { IncomingHttpHeaders } from "node:http";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** `ownOrigins`: every origin under which this request may have reached us. */
export function isFromOwnPages(
  method: string | undefined,
  headers: IncomingHttpHeaders,
  ownOrigins: readonly string[],
): boolean {
  if (safeMethods.has(method ?? "")) return true;
  const { origin, "sec-fetch-site": site } = headers;
  if (origin === undefined && site === undefined) return headers.cookie === undefined;
  const isOwnSite = site === undefined || site === "same-origin" || site === "none";
  return isOwnSite && (origin === undefined || ownOrigins.includes(origin));
}
