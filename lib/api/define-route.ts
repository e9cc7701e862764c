// The frame of every API route: identity → permission → rate limit → load → precondition → size → parse → run, which is the
// order of the answers 401, 403, 429, 404, 428, 413, 422, 409. One of the three places that catch.
import { problemResponse } from "#lib/api/problem";
import { readJson } from "#lib/api/read-json";
import { requireSameOrigin } from "#lib/api/same-origin";
import { keyIdentity } from "#lib/auth/api-key";
import { type Identity, identityOf, sessionUser } from "#lib/auth/identity";
import { type Costly, limitIdentity } from "#lib/auth/limit-identity";
import { can, type Permission, refusal } from "#lib/auth/permissions";
import { fail, ok, type Result } from "#lib/result";
import { type Runtime, runtime } from "#lib/runtime";
import { unexpected } from "#lib/unexpected";

type Params = Record<string, string | string[] | undefined>;
/** Without a segment in brackets Next resolves the parameters to undefined. */
type RouteContext = { params: Promise<Params | undefined> };
type Route = (request: Request, context: RouteContext) => Promise<Response>;

/** `isAllowed`: whether it would be let in now, for an answer that takes its time. */
type Asked = {
  request: Request;
  runtime: Runtime;
  identity: Identity;
  isAllowed: () => Promise<boolean>;
  id: string;
  params: Params;
};

type RouteOptions<Loaded, Match> = {
  permission: Permission;
  /** What it is beside a change, where its permission does not say so. */
  costly?: Costly;
  /** Finds what the address names, so that its absence is told before anything about the body. */
  load?: (asked: Asked) => Promise<Result<Loaded>>;
  precondition?: (request: Request) => Result<Match>;
  /** Whether a body is read; routes without one ignore what is sent. */
  body?: "json";
  run: (asked: Asked & { loaded: Loaded; match: Match; body: unknown }) => Promise<Result<Response>>;
};

export function defineRoute<Loaded = null, Match = null>(options: RouteOptions<Loaded, Match>): Route {
  return (request, context) =>
    answer(request, async () => {
      const started = await runtime();
      const identified = await identify(request, started);
      if (!identified.ok) return identified;
      const identity = identified.data;
      const allowed = allow(request, started, identity, options);
      if (!allowed.ok) return allowed;
      const params = (await context.params) ?? {};
      const id = typeof params.id === "string" ? params.id : "";
      const isAllowed = async () => {
        const now = await identify(request, started);
        return now.ok && now.data.id === identity.id && can(now.data.role, options.permission);
      };
      const asked = { request, runtime: started, identity, isAllowed, id, params };
      const loaded = await options.load?.(asked);
      if (loaded?.ok === false) return loaded;
      const match = options.precondition?.(request);
      if (match?.ok === false) return match;
      const body = options.body === "json" ? await readJson(request) : ok(undefined);
      if (!body.ok) return body;
      return options.run({
        ...asked,
        loaded: (loaded?.data ?? null) as Loaded,
        match: (match?.data ?? null) as Match,
        body: body.data,
      });
    });
}

/** For the few routes that need no identity. */
export function definePublicRoute(run: (request: Request) => Promise<Result<Response>>): Route {
  return (request) => answer(request, () => run(request));
}

async function answer(request: Request, run: () => Promise<Result<Response>>): Promise<Response> {
  try {
    const result = await run();
    return result.ok ? result.data : problemResponse(result.error);
  } catch (error) {
    const { method, url } = request;
    return problemResponse(unexpected(error, "A request failed", { method, path: new URL(url).pathname }));
  }
}

/** A key that is sent counts, also a wrong one: it never falls back to the browser's session. */
async function identify(request: Request, started: Runtime): Promise<Result<Identity>> {
  if (request.headers.has("authorization")) return keyIdentity(started, request.headers);
  const user = await sessionUser(started, request.headers);
  if (user === null) return fail("unauthenticated", "Send an API key (Authorization: Bearer …) or sign in");
  const own = requireSameOrigin(request, started.settings.origin);
  return own.ok ? ok(identityOf(user, request.headers.get("x-outspan-client"))) : own;
}

function allow(
  request: Request,
  started: Runtime,
  identity: Identity,
  { permission, costly }: { permission: Permission; costly?: Costly },
): Result<null> {
  if (!can(identity.role, permission)) return fail("forbidden", refusal(identity.role, permission));
  if (request.method === "GET" || request.method === "HEAD") return ok(null);
  const limited = limitIdentity(started, identity, permission, costly);
  return limited === null
    ? ok(null)
    : fail("rate_limited", "Too many changes at once. Try again in a moment.", limited);
}
