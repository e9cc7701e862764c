// Which pages of browsers may send to the receiver (CORS), and what they are told. Pure.
import type { IncomingHttpHeaders } from "node:http";

type Headers = Record<string, string>;

export type CrossOrigin = {
  /** Added to every answer; null = the request is of no page, or of one that may not send. */
  headers: (request: IncomingHttpHeaders) => Headers | null;
  /** The headers of the answer to a preflight; null = it is none, or of a page that may not send. */
  preflight: (request: IncomingHttpHeaders) => Headers | null;
};

/** Browsers ask again after it; two hours is the most that one of them keeps. */
const maxAgeSeconds = "7200";

export function createCrossOrigin(origins: readonly string[]): CrossOrigin {
  const isOpen = origins.includes("*");
  const headers = ({ origin }: IncomingHttpHeaders): Headers | null => {
    if (origin === undefined || !(isOpen || origins.includes(origin))) return null;
    const shared = { "access-control-expose-headers": "retry-after" };
    return isOpen
      ? { "access-control-allow-origin": "*", ...shared }
      : { "access-control-allow-origin": origin, vary: "origin", ...shared };
  };
  return {
    headers,
    preflight(request) {
      const allowed = headers(request);
      if (!allowed || request["access-control-request-method"] === undefined) return null;
      return {
        ...allowed,
        "access-control-allow-methods": "POST",
        // Whatever the SDK was told to send; what counts is checked when it comes.
        "access-control-allow-headers": request["access-control-request-headers"] ?? "content-type",
        "access-control-max-age": maxAgeSeconds,
      };
    },
  };
}
