// The frame of the route at which a browser arrives from another site: it is led on to a page of ours, whatever happens. Catches bugs
// as the other route wrapper does.

import type { Visitor } from "#lib/changes/guess";
import { loginAfter } from "#lib/changes/oidc";
import type { Cookies } from "#lib/changes/sign-in";
import { type Runtime, runtime } from "#lib/runtime";
import { unexpected } from "#lib/unexpected";

type Arrive = (runtime: Runtime, visitor: Visitor, query: URLSearchParams) => Promise<Cookies & { location: string }>;

export function defineArrival(arrive: Arrive): (request: Request) => Promise<Response> {
  return async (request) => {
    const visitor = { headers: request.headers, address: request.headers.get("x-outspan-client") };
    const { pathname: path, searchParams } = new URL(request.url);
    try {
      return leadOn(await arrive(await runtime(), visitor, searchParams));
    } catch (error) {
      unexpected(error, "An arrival failed", { path });
      return leadOn({ setCookie: [], location: loginAfter("internal") });
    }
  };
}

/** The address that is left holds a code: it stays out of caches. */
function leadOn({ setCookie, location }: Cookies & { location: string }): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  for (const line of setCookie) headers.append("set-cookie", line);
  return new Response(null, { status: 303, headers });
}
