// What a path of the API answers to the methods that it does not have: 405 as a problem, with the methods that it has.
import { definePublicRoute } from "#lib/api/define-route";
import { problemResponse } from "#lib/api/problem";
import { ok } from "#lib/result";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof methods)[number];
type Route = ReturnType<typeof definePublicRoute>;
type Others<Has extends Method> = Record<Exclude<Method, Has> | "OPTIONS", Route>;

/** Next answers with an export a method: each route takes its missing ones from here. HEAD is GET's. */
export function otherMethods<Has extends Method>(...has: Has[]): Others<Has> {
  const allow = [...has.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(", ");
  const refuse = definePublicRoute(async (request) => {
    const message = `${request.method} is not possible here. Possible: ${allow}`;
    return ok(problemResponse({ code: "invalid", message }, { status: 405, allow }));
  });
  const names = new Set<string>(has);
  const refused = methods.filter((method) => !names.has(method)).map((method) => [method, refuse]);
  // Next's own answer to OPTIONS would list every export, these too.
  const options = definePublicRoute(async () => ok(new Response(null, { status: 204, headers: { allow } })));
  return { ...Object.fromEntries(refused), OPTIONS: options } as Others<Has>;
}
