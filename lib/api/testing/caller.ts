// Calls route functions as a program or a browser would, on a whole instance, and remembers everything they answered.
import { invitePerson } from "#lib/changes/people";
import { setUp } from "#lib/changes/set-up";
import { apiKey, type Instance, origin, startInstance } from "#lib/changes/testing/instance";
import type { Report, Stage } from "#lib/otlp/report";

export { apiKey, origin };

export type Route = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Sent = {
  method?: string;
  id?: string;
  name?: string;
  query?: string;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
};

export type Caller = {
  instance: Instance;
  call(route: Route, sent?: Sent): Promise<Response>;
  /** The headers of a page of that role. */
  admin: Record<string, string>;
  viewer: Record<string, string>;
  /** Every answer so far: bodies and headers. */
  said: string[];
};

export const stage: Stage = {
  stage: "dns",
  signals: ["traces"],
  status: "passed",
  startMs: 0,
  durationMs: 1,
  summary: "",
  evidence: {},
};
export const report: Report = {
  id: "p1",
  verdict: "accepted",
  startedAt: "2026-01-01T00:00:00Z",
  durationMs: 2,
  stages: [stage],
  diagnosis: [],
};

export const secret = "s3cret-token-value-do-not-show";
export const bearer = { authorization: `Bearer ${apiKey}` };
export const good = {
  name: "One",
  connection: {
    transport: "http",
    endpoint: "http://127.0.0.1:4318",
    headers: [{ name: "api-key", value: secret }],
  },
  signals: { traces: { enabled: true } },
};

type Options = Parameters<typeof startInstance>[1];

export async function startCaller(options: Options = {}): Promise<Caller> {
  const instance = await startInstance("sqlite", { events: [{ stage }, { report }], ...options });
  const said: string[] = [];
  const page = (cookie: string) => ({ cookie, "sec-fetch-site": "same-origin", origin });
  const admin = await join(instance, instance.runtime.setupLink ?? "", "ada@example.com");
  const actor = { kind: "system" as const, id: null, name: "test" };
  const invited = await invitePerson(instance.runtime, actor, { email: "eve@example.com", role: "viewer" });
  const viewer = await join(instance, invited.ok ? invited.data.link : "", "eve@example.com");
  return {
    instance,
    said,
    admin: page(admin),
    viewer: page(viewer),
    async call(route, { method = "GET", id, name, query = "", body, text, headers = bearer } = {}) {
      const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
      const request = new Request(`${origin}/api/v1/x${query}`, {
        method,
        headers: { ...(content === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(content === undefined ? {} : { body: content }),
      });
      const params = { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) };
      const response = await route(request, { params: Promise.resolve(params) });
      said.push(await response.clone().text(), JSON.stringify([...response.headers]));
      return response;
    },
  };
}

/** Makes the account of a link and returns its session cookie. */
async function join(instance: Instance, link: string, email: string): Promise<string> {
  const visitor = { headers: new Headers(), address: null };
  const token = new URL(link).searchParams.get("token") ?? "";
  const opened = await setUp(instance.runtime, visitor, { token, email, password: "correct horse battery" });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.data.setCookie.map((line) => line.split(";")[0]).join("; ");
}
