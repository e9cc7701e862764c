// A session travels with every request that the browser makes, also with one that another site asked for. Those are refused.
import { fail, ok, type Result } from "#lib/result";

/** `origin` is the configured one; the address that people really opened counts too (the console's server checked the host). */
export function requireSameOrigin(request: Request, origin: string): Result<null> {
  const site = request.headers.get("sec-fetch-site");
  const sent = request.headers.get("origin");
  const opened = `${request.headers.get("x-forwarded-proto")}://${request.headers.get("host")}`;
  const isOwn = site === null ? sent === origin || sent === opened : site === "same-origin";
  const isRead = request.method === "GET" || request.method === "HEAD";
  // A page that is opened by its address is `none`; a read without both headers comes from no other site's script.
  const isHarmlessRead = isRead && (site === null ? sent === null : site === "none");
  return isOwn || isHarmlessRead ? ok(null) : fail("forbidden", "This request came from another site");
}
