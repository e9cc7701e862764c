// A session travels with every request that the browser makes, also with one that another site asked for. Those are refused.
import { fail, ok, type Result } from "#lib/result";

export function requireSameOrigin(request: Request, origin: string): Result<null> {
  const site = request.headers.get("sec-fetch-site");
  const sent = request.headers.get("origin");
  const isRead = request.method === "GET" || request.method === "HEAD";
  const isForeign =
    site === "cross-site" || site === "same-site" || (sent !== null && sent !== origin && site !== "same-origin");
  const isOwn = site === "same-origin" || sent === origin;
  if (isForeign || !(isRead || isOwn)) return fail("forbidden", "This request came from another site");
  return ok(null);
}
