// Plants secrets, makes the product do everything that it does with them before a peer that says them all back, and searches whatever
// came out: pages, payloads, answers, logs, arguments of processes, the whole data directory.
import { readFileSync } from "node:fs";
import type { Outspan } from "#e2e/outspan";
import { builtActions, builtRoutes } from "#e2e/security/build";
import { callAction } from "#e2e/security/call-action";
import { type Canary, createSearch, newCanary } from "#e2e/security/canary";
import { auditExported, filesOf } from "#e2e/security/data-directory";
import { startEchoServer } from "#e2e/security/echo-server";
import type { Ledger } from "#e2e/security/ledger";
import { type EnvironmentCanaries, environmentCanaries, type Planted, plant } from "#e2e/security/planted";
import { type Actions, actionsByName, ownPage } from "#e2e/security/sign-in";
import { rowsOf, type Start, stored } from "#e2e/security/store";
import { calls } from "#lib/api/calls";

/** `status` where it is the answer of a page or call that there is. */
type Heard = { where: string; text: string | Buffer; status?: number };

export async function secretCanaries(ledger: Ledger, start: Start, say: (line: string) => void): Promise<void> {
  const token = newCanary("access token");
  const echo = await startEchoServer(token.text);
  const known = environmentCanaries(echo.url);
  const outspan = await start(known.environment);
  try {
    const actions = actionsByName(builtActions().actions);
    const api = caller(outspan.url, known.apiKey);
    const planted = await plant(outspan, actions, api, { echo: echo.url, password: known.password });
    const canaries = [...known.canaries, ...planted.canaries, token];
    const events = [
      ...(await wrongly(outspan, actions, known, canaries)),
      ...(await everyTest(outspan.url, known, planted)),
      ...(await delivered(outspan, known, planted)),
    ];
    const reads = await everyRead(outspan.url, known.apiKey, planted);
    const pages = await everyPage(outspan.url, planted);
    await auditExported(ledger, outspan.dataDirectory);
    const heard = [...events, ...reads, ...pages];
    answered(ledger, [...reads, ...pages]);
    await kept(ledger, api, planted);
    left(ledger, canaries, echo.heard.join("\n"));
    for (const one of heard) searched(ledger, canaries, one);
    searched(ledger, canaries, { where: "lines of the log", text: outspan.output() });
    for (const one of filesOf(outspan.dataDirectory)) searched(ledger, canaries, one);
    const tables = await rowsOf(outspan.location);
    for (const one of tables) searched(ledger, canaries, one);
    stored(ledger, tables);
    for (const one of processesOf(outspan, canaries, ledger)) searched(ledger, canaries, one);
    say(`  ${canaries.length} secrets, ${heard.length} answers, ${filesOf(outspan.dataDirectory).length} files`);
  } finally {
    await outspan.stop();
    echo.close();
  }
}

/** Calls that a key has no account for, or whose noun there is not: none of them can show anything. */
const unanswered = /GET \/(?:account|sessions|probes|destinations\/\{id\}\/rejected\/)/;

/** A page that is missing would be searched in vain. */
function answered(ledger: Ledger, heard: readonly Heard[]): void {
  const families = Map.groupBy(heard, ({ where }) => where);
  for (const [where, answers] of families) {
    if (unanswered.test(where)) continue;
    ledger.about(`searched: ${where}`);
    const statuses = [...new Set(answers.map(({ status = 0 }) => status))];
    ledger.check(statuses.includes(200), `${where} never answered 200 but ${statuses}: there was nothing to search`);
  }
}

/** What goes out with a request as it is; the others sign, are exchanged, or wait for a peer with TLS. */
const sent = [
  ...["header", "header, down", "bearer", "basic password", "named secret", "named bearer", "gRPC header"],
  ...["session token", "client secret", "client secret, post", "webhook path", "webhook query", "access token"],
];

function left(ledger: Ledger, canaries: readonly Canary[], arrived: string): void {
  ledger.about("the echo heard them");
  for (const name of sent) {
    const canary = canaries.find((one) => one.name === name);
    const forms = canary === undefined ? [] : createSearch([canary])(Buffer.from(arrived));
    ledger.check(forms.length > 0, `${name} never left: nothing could come back`);
  }
}

/** What does not go out as it is stands there all the same: its place reads null, which is a secret that is set. */
const keptAt: Record<string, (connection: Connection) => unknown> = {
  SigV4: ({ auth }) => auth?.secretAccessKey,
  Google: ({ auth }) => auth?.serviceAccount,
  "Client key": ({ tls }) => tls?.clientKey,
};
type Connection = { auth?: Record<string, unknown>; tls?: Record<string, unknown> };

async function kept(ledger: Ledger, api: ReturnType<typeof caller>, { destinations }: Planted): Promise<void> {
  ledger.about("the secrets are set");
  const list = await Promise.all(destinations.map((id) => api("GET", `/destinations/${id}`)));
  const saved = list as { name: string; connection: Connection }[];
  for (const [name, secretOf] of Object.entries(keptAt)) {
    const connection = saved.find((one) => one.name === name)?.connection;
    ledger.check(connection !== undefined && secretOf(connection) === null, `no secret is set in ${name}`);
  }
  const people = (await api("GET", "/people")) as { items: { email: string; state: string; hasTwoFactor: boolean }[] };
  const stands = (email: string) => people.items.find((one) => one.email === email);
  ledger.check(stands("two@example.com")?.hasTwoFactor === true, "nobody has an authenticator key");
  ledger.check(stands("invited@example.com")?.state === "invited", "nobody is invited");
}

function searched(ledger: Ledger, canaries: readonly Canary[], { where, text }: Heard): void {
  ledger.about(`searched: ${where}`);
  const place = Buffer.from(text as string);
  const found = createSearch(canaries)(place);
  ledger.searched();
  for (const { canary, form, at } of found) {
    const around = place
      .subarray(Math.max(0, at - 80), at)
      .toString("latin1")
      .replaceAll(/[^\x20-\x7e]/g, ".");
    ledger.leak(`${canary} (${form}) in ${where}, after …${around}`);
  }
}

function caller(url: string, apiKey: string) {
  return async (method: string, route: string, body?: unknown, more: Record<string, string> = {}): Promise<unknown> => {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", ...more };
    const response = await fetch(`${url}/api/v1${route}`, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status} ${text}`);
    return JSON.parse(text);
  };
}

async function answerOf(where: string, asked: Promise<Response>): Promise<Heard> {
  const response = await asked;
  const text = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
  return { where, text, status: response.status };
}

/** Secrets in the wrong place: typed as an email, in bodies that are refused, as keys that are not known. */
async function wrongly(
  { url }: Outspan,
  actions: Actions,
  { password, apiKey }: EnvironmentCanaries,
  canaries: Canary[],
): Promise<Heard[]> {
  const heard: Heard[] = [];
  const lost = newCanary("password typed as an email");
  canaries.push(lost);
  for (const submission of [
    { email: lost.text, password: lost.text },
    { email: "admin@example.com", password: `${password} ` },
  ]) {
    const { text } = await callAction(url, actions("account.sign-in"), ownPage(url), submission);
    heard.push({ where: "a refused sign-in", text });
  }
  const value = lost.text;
  const http = { transport: "http", endpoint: "http://127.0.0.1:9" };
  const bodies = [
    { name: "x", connection: { ...http, headers: value }, signals: {} },
    { name: "x", connection: { ...http, headers: [{ name: "a b", value: `${value}\n` }] }, signals: {} },
    { name: "x", connection: { ...http, endpoint: `http://user:${value}@127.0.0.1:9` }, signals: {} },
    { name: "x", connection: { ...http, auth: { type: value } }, signals: { logs: { enabled: true } } },
    { name: "x", connection: { ...http, auth: { type: "bearer", token: `${value}\r\n` } }, signals: {} },
    {
      name: "x",
      connection: { ...http, auth: { type: "google", serviceAccount: `{"private_key":"${value}"` } },
      signals: {},
    },
    { name: "x", connection: { ...http, tls: { clientKey: `-----BEGIN PRIVATE KEY-----\n${value}` } }, signals: {} },
    { name: 5, connection: { ...http, headers: [{ name: "api-key", value }] }, signals: {} },
  ];
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  for (const body of bodies) {
    for (const [route, sent] of [
      ["/destinations", body],
      ["/probe", { destination: body }],
    ] as const) {
      const asked = fetch(`${url}/api/v1${route}`, { method: "POST", headers, body: JSON.stringify(sent) });
      heard.push(await answerOf(`a refused ${route}`, asked));
    }
  }
  const broken = fetch(`${url}/api/v1/destinations`, { method: "POST", headers, body: `{"token": "${value}"` });
  const stranger = fetch(`${url}/api/v1/status`, { headers: { authorization: `Bearer ${value}` } });
  const query = fetch(`${url}/destinations?token=${value}`, { redirect: "manual" });
  // What was asked for comes back in the address to go on to.
  await query.then((response) => response.body?.cancel());
  return [...heard, await answerOf("broken JSON", broken), await answerOf("a wrong key", stranger)];
}

/** Tests of what is saved, each in both forms, and of what the endpoint accepts. */
async function everyTest(url: string, { apiKey }: EnvironmentCanaries, planted: Planted): Promise<Heard[]> {
  const heard: Heard[] = [];
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const post = (route: string, body: object, more: object = {}) =>
    fetch(`${url}/api/v1${route}`, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify(body) });
  for (const id of planted.destinations) {
    const route = `/destinations/${id}`;
    const lines = { accept: "application/x-ndjson" };
    heard.push(await answerOf("a report", post(`${route}/probe`, { sdk: true, anonymous: true })));
    heard.push(await answerOf("a report in lines", post(`${route}/probe`, {}, lines)));
    heard.push(await answerOf("capabilities", post(`${route}/capabilities`, {})));
  }
  heard.push(await answerOf("a test of a named secret", post(`/secrets/${planted.secretName}/probe`, {})));
  const settings = (await (await fetch(`${url}/api/v1/settings`, { headers })).json()) as {
    webhooks: { id: string }[];
  };
  for (const { id } of settings.webhooks)
    heard.push(await answerOf("a test of a webhook", post(`/settings/webhooks/${id}/test`, {})));
  return heard;
}

/** One span in, and every destination tries to deliver it. */
async function delivered(outspan: Outspan, known: EnvironmentCanaries, { destinations }: Planted): Promise<Heard[]> {
  const span = {
    traceId: "1".repeat(32),
    spanId: "1".repeat(16),
    name: "s",
    startTimeUnixNano: "1",
    endTimeUnixNano: "2",
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const headers = { "content-type": "application/json", authorization: `Bearer ${known.ingestToken}` };
  const taken = await fetch(`http://${outspan.otlp.http}/v1/traces`, { method: "POST", headers, body });
  if (!taken.ok) throw new Error(`The receiver answered ${taken.status}`);
  const wrong = { ...headers, authorization: `Bearer ${known.ingestToken}x` };
  const refused = fetch(`http://${outspan.otlp.http}/v1/traces`, { method: "POST", headers: wrong, body });
  const heard = [await answerOf("a refusal of the receiver", refused)];
  const bearer = { authorization: `Bearer ${known.apiKey}` };
  for (const id of destinations) {
    for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
      const attempts = await answerOf(
        "attempts",
        fetch(`${outspan.url}/api/v1/destinations/${id}/attempts`, { headers: bearer }),
      );
      if (!attempts.text.includes('"items":[]')) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return heard;
}

/** Every call that only reads, by key, with every id there is. */
async function everyRead(url: string, apiKey: string, { destinations, secretName }: Planted): Promise<Heard[]> {
  const heard: Heard[] = [];
  const headers = { authorization: `Bearer ${apiKey}` };
  const lists = (await Promise.all(
    ["/people", "/keys"].map(async (route) => (await fetch(`${url}/api/v1${route}`, { headers })).json()),
  )) as { items: { id: string }[] }[];
  const ids = [...destinations, ...lists.flatMap(({ items }) => items.map(({ id }) => id))];
  for (const { path: template } of calls.filter(({ method }) => method === "get")) {
    const named = template.replace("{name}", secretName).replace("/presets/{id}", "/presets/new-relic");
    const targets = named.includes("{id}") ? ids.map((id) => named.replace("{id}", id)) : [named];
    for (const target of targets) {
      for (const accept of ["application/json", "application/x-ndjson"]) {
        const asked = fetch(`${url}/api/v1${target.replaceAll(/\{\w+\}/g, "1")}`, { headers: { ...headers, accept } });
        heard.push(await answerOf(`GET ${template}`, asked));
      }
    }
  }
  heard.push(await answerOf("/metrics", fetch(`${url}/metrics`, { headers })));
  return heard;
}

/** Every page as HTML and as payload, with every destination. */
async function everyPage(url: string, { cookie, destinations, secretName }: Planted): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const template of builtRoutes().pages) {
    const named = template.replace("[name]", secretName);
    const targets = named.includes("[id]") ? destinations.map((id) => named.replace("[id]", id)) : [named];
    for (const target of targets) {
      const payload = fetch(`${url}${target}?_rsc`, { headers: { cookie, rsc: "1" } });
      heard.push(await answerOf(`page ${template}`, fetch(url + target, { headers: { cookie } })));
      heard.push(await answerOf(`payload of ${template}`, payload));
    }
  }
  return heard;
}

/** What other users of the machine may see of a process, and what the engine has no use for. */
function processesOf(outspan: Outspan, canaries: readonly Canary[], ledger: Ledger): Heard[] {
  const { console: page, engine } = outspan.children();
  const read = (pid: number | null, file: string): Buffer => {
    try {
      return readFileSync(`/proc/${pid}/${file}`);
    } catch {
      return Buffer.alloc(0);
    }
  };
  ledger.about("the environment of the engine");
  const environment = read(engine, "environ");
  for (const { name, bytes } of canaries.filter((one) =>
    ["admin password", "API key", "OIDC client secret"].includes(one.name),
  )) {
    ledger.check(!environment.includes(bytes), `the engine's environment holds the ${name}`);
  }
  return [page, engine, outspan.pid].map((pid) => ({ where: "arguments of a process", text: read(pid, "cmdline") }));
}
