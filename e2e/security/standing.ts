// Something of every noun for calls to be about, so that a mutant comes as far as the parser of its body: without it most of them ask
// for what is not there. What a call would use up is made anew for it.
import type { Outspan } from "#e2e/outspan";

type Place = Pick<Outspan, "url" | "api">;
type Names = Record<string, string>;
type Ask = (method: string, route: string, body?: unknown) => Promise<unknown>;

export type Standing = {
  /** Is kept, whatever is done to it. */
  destination: string;
  /** What stands in the braces of a call's path. */
  named(call: { method: string; path: string }, key: string): Promise<Names>;
};

export async function makeStanding({ url, api }: Place, secret: string): Promise<Standing> {
  const { body } = await api("POST", "/destinations", {
    ...destination,
    name: "There",
    connection: { ...destination.connection, headers: [{ name: "api-key", value: secret }] },
  });
  const { id } = body as { id: string };
  await api("PUT", `/destinations/${id}`, { ...destination, name: "There again" });
  await api("POST", "/secrets", { ...secretBody, name: "there" });
  const people = await api("POST", "/people", { email: "there@example.com", role: "viewer" });
  const names: Record<string, Names> = {
    destinations: { id, revision: "1" },
    presets: { id: firstId((await api("GET", "/presets")).body) },
    secrets: { name: "there", revision: "1" },
    settings: { revision: "1" },
    people: { id: (people.body as { id: string }).id },
  };
  let made = 0;
  return {
    destination: id,
    async named({ method, path }, key) {
      made += 1;
      const fresh = makers[`${method} ${path}`];
      return fresh ? fresh(asking(url, key), made) : (names[path.split("/")[1] ?? ""] ?? {});
    },
  };
}

const destination = {
  connection: { transport: "http", endpoint: "http://127.0.0.1:9" },
  signals: { logs: { enabled: true } },
};
const secretBody = { origins: ["http://127.0.0.1:9"], values: { "OTEL_HEADER_api-key": "v" } };

const newDestination = async (ask: Ask) =>
  idOf(await ask("POST", "/destinations", { ...destination, name: "For once" }));

/** By call: makes what it takes away, or what belongs to whoever asks. */
const makers: Record<string, (ask: Ask, made: number) => Promise<Names>> = {
  "delete /destinations/{id}": async (ask) => ({ id: await newDestination(ask) }),
  "post /destinations/{id}/undelete": async (ask) => {
    const id = await newDestination(ask);
    await ask("DELETE", `/destinations/${id}`);
    return { id };
  },
  "delete /secrets/{name}": async (ask, made) => {
    await ask("POST", "/secrets", { ...secretBody, name: `once-${made}` });
    return { name: `once-${made}` };
  },
  // Names of keys are unique, and not every mutant ends the one that was made for it.
  "delete /keys/{id}": async (ask, made) => ({
    id: idOf(await ask("POST", "/keys", { name: `once-${made}`, role: "viewer" })),
  }),
  "delete /people/{id}": async (ask, made) => {
    const invited = { email: `once-${made}@example.com`, role: "viewer" };
    return { id: idOf(await ask("POST", "/people", invited)) };
  },
  "post /settings/revisions/{revision}/restore": async (ask) => {
    const { items = [] } = (await ask("GET", "/settings/revisions")) as { items?: { revision: number }[] };
    return { revision: String(items.at(-1)?.revision ?? 1) };
  },
  "post /settings/webhooks/{id}/test": async (ask) => {
    const webhooks = [{ name: "There", format: "json", url: "http://127.0.0.1:9/hook" }];
    const settings = await ask("PUT", "/settings", { names: {}, webhooks });
    return { id: firstId({ items: (settings as { webhooks?: unknown }).webhooks }) };
  },
};

function asking(url: string, key: string): Ask {
  return async (method, route, body) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "if-match": "*" };
    const response = await fetch(`${url}/api/v1${route}`, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    return text === "" ? null : (JSON.parse(text) as unknown);
  };
}

function idOf(body: unknown): string {
  return (body as { id?: string } | null)?.id ?? "nobody";
}

function firstId(body: unknown): string {
  return (body as { items?: { id: string }[] }).items?.[0]?.id ?? "nobody";
}
