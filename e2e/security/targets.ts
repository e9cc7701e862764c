// Forbidden targets and headers with more in them than a header, given to a running Outspan that may reach the Internet alone: nothing
// may arrive at a trap on loopback, by whichever door.

import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { startOutspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";
import { admin } from "#e2e/security/askers";
import { builtActions } from "#e2e/security/build";
import { callAction } from "#e2e/security/call-action";
import type { Ledger } from "#e2e/security/ledger";
import { actionsByName, ownPage } from "#e2e/security/sign-in";

type Api = (method: string, route: string, body?: unknown) => Promise<{ status: number; body: unknown }>;
type Trap = { port: number; caught: string[]; close(): void };

const first = { OUTSPAN_ADMIN_EMAIL: admin.email, OUTSPAN_ADMIN_PASSWORD: admin.password };
const signals = { traces: { enabled: true } };

/** What a report says of a target that it never connected to. */
const refusals = ["target.blocked", "target.self"];
/** Of a host that is none: with a name before it, or in other digits. */
const unreadable = [...refusals, "settings.invalid", "header.invisible_or_non_ascii"];

/** Addresses of this machine alone: whatever slips through stays here. */
const spellings = [
  ...[
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "0.0.0.0",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
  ],
  ...[
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::1]",
    "[::127.0.0.1]",
  ],
  ...["１２７.0.0.1", "user@127.0.0.1", "127.0.0.1:80@127.0.0.1"],
];

export async function forbiddenTargets(ledger: Ledger): Promise<void> {
  const trap = await startTrap();
  const proxied = `http://127.0.0.1:${trap.port}`;
  const outspan = await startOutspan({
    ...first,
    OUTSPAN_TARGETS: "public",
    ...{ OUTSPAN_OIDC_ISSUER: proxied, OUTSPAN_OIDC_CLIENT_ID: "outspan", OUTSPAN_OIDC_CLIENT_SECRET: "client-secret" },
    OUTSPAN_OIDC_ROLES: "viewer=*",
    ...{ http_proxy: proxied, https_proxy: proxied, HTTP_PROXY: proxied, HTTPS_PROXY: proxied, ALL_PROXY: proxied },
  });
  try {
    for (const host of spellings) await everyDoor(outspan.api, `${host}:${trap.port}`, ledger, trap);
    await exportTo(outspan, trap, ledger);
    ledger.about("target: discovery of OpenID Connect");
    const action = actionsByName(builtActions().actions)("account.continue-with-oidc");
    const { code } = await callAction(outspan.url, action, ownPage(outspan.url), {});
    ledger.check(code !== null && code !== "internal", `a sign-in through a forbidden provider: ${code}`);
    nothingCaught(trap, ledger, "discovery of OpenID Connect");
  } finally {
    await outspan.stop();
    trap.close();
  }
}

async function everyDoor(api: Api, place: string, ledger: Ledger, trap: Trap): Promise<void> {
  ledger.about(`target: ${place.replace(/:\d+$/, "")}`);
  const oauth2 = { type: "oauth2", clientId: "c", clientSecret: "s" };
  const connections: Record<string, object> = {
    "a probe over HTTP": { transport: "http", endpoint: `http://${place}` },
    "a probe over TLS": { transport: "http", endpoint: `https://${place}` },
    "a probe over gRPC": { transport: "grpc", endpoint: `http://${place}` },
    "a proxy": { transport: "http", endpoint: "http://192.0.2.1", proxy: `http://${place}` },
    "a token URL": {
      ...{ transport: "http", endpoint: `http://127.0.0.1:${trap.port}` },
      auth: { ...oauth2, tokenUrl: `https://${place}/token` },
    },
  };
  const understood = /[@\u0080-\uffff]/.test(place) ? unreadable : refusals;
  for (const [what, connection] of Object.entries(connections)) {
    const { status, body } = await api("POST", "/probe", { destination: { connection, signals } });
    const { verdict, diagnosis = [] } = body as { verdict?: string; diagnosis?: { code: string }[] };
    const said = diagnosis.map(({ code }) => code);
    const isRefused = status === 422 || said.some((code) => understood.includes(code));
    ledger.check(isRefused && verdict !== "accepted", `${what} to ${place}: ${status} ${verdict}, for ${said} alone`);
    nothingCaught(trap, ledger, `${what} to ${place}`);
  }
}

/** A webhook and a destination that are saved all the same, and tried. */
async function exportTo(
  { url, api, apiKey, otlp }: { url: string; api: Api; apiKey: string; otlp: { http: string | null } },
  trap: Trap,
  ledger: Ledger,
): Promise<void> {
  ledger.about("target: a saved webhook");
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "if-match": "*" };
  const webhooks = [{ name: "Trap", format: "json", url: `http://localhost:${trap.port}/hook` }];
  const put = { method: "PUT", headers, body: JSON.stringify({ names: {}, webhooks }) };
  const settings = (await (await fetch(`${url}/api/v1/settings`, put)).json()) as { webhooks: { id: string }[] };
  for (const { id } of settings.webhooks) {
    const { body } = await api("POST", `/settings/webhooks/${id}/test`);
    ledger.check((body as { accepted?: boolean }).accepted === false, "a forbidden webhook was accepted");
  }
  nothingCaught(trap, ledger, "a saved webhook");
  ledger.about("target: export");
  const connection = { transport: "http", endpoint: `http://localhost:${trap.port}` };
  const made = await api("POST", "/destinations", { name: "Trap", connection, signals });
  const { id } = made.body as { id: string };
  const span = {
    traceId: "1".repeat(32),
    spanId: "1".repeat(16),
    name: "s",
    startTimeUnixNano: "1",
    endTimeUnixNano: "2",
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  await fetch(`http://${otlp.http}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  let attempts = "";
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
    attempts = JSON.stringify((await api("GET", `/destinations/${id}/attempts`)).body);
    if (!attempts.includes('"items":[]')) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  ledger.check(
    /OUTSPAN_TARGETS|not allow|block/i.test(attempts),
    `an export to a forbidden target says ${attempts.slice(0, 300)}`,
  );
  nothingCaught(trap, ledger, "export");
}

function nothingCaught(trap: Trap, ledger: Ledger, what: string): void {
  ledger.check(trap.caught.length === 0, `${what} reached the trap: ${trap.caught[0]?.slice(0, 60)}`);
  trap.caught.length = 0;
}

/** On both families where the machine has them: an address of IPv6 that slips through must meet somebody. */
async function startTrap(): Promise<Trap> {
  const caught: string[] = [];
  const servers: Server[] = [];
  const listen = (host: string, port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createTcpServer((socket) => {
        caught.push(`a connection from ${socket.remoteAddress}`);
        socket.destroy();
      });
      server.once("error", reject);
      server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      servers.push(server);
    });
  const port = await listen("127.0.0.1", 0);
  await listen("::1", port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRNOTAVAIL" && error.code !== "EAFNOSUPPORT") throw error;
  });
  return { port, caught, close: () => servers.map((server) => server.close()) };
}

/** What ends a header, or begins another one, in every field that becomes part of a request. */
const breakers = [
  "\r\nx-injected: yes",
  "\nx-injected: yes",
  "\rx-injected: yes",
  "\u0000x-injected: yes",
  "\u0085x",
  "\u2028x",
  "\u{1f680}\r\n",
];

/** Nothing of it is sent, wherever it stands; what is sent is one request with the headers that were meant. */
export async function headerInjection(ledger: Ledger): Promise<void> {
  const outspan = await startOutspan(first);
  const receiver = await acceptingReceiver();
  try {
    for (const breaker of breakers) {
      for (const [what, connection] of Object.entries(injected(receiver.url, breaker))) {
        ledger.about(`injection: ${what}`);
        const before = receiver.received.length;
        const { status, body } = await outspan.api("POST", "/probe", { destination: { connection, signals } });
        const report = body as { verdict?: string };
        const sent = receiver.received.slice(before);
        const said = `${what} with ${JSON.stringify(breaker)}: ${status} ${report.verdict}`;
        ledger.check(status === 422 || report.verdict === "failed" || sent.length > 0, said);
        ledger.check(!JSON.stringify(sent).toLowerCase().includes("x-injected"), `${said}, and it arrived`);
        const saved = await outspan.api("POST", "/destinations", { name: "x", connection, signals });
        ledger.check(
          saved.status === 422 || report.verdict !== "failed",
          `${said}, yet it is saved with ${saved.status}`,
        );
      }
      await injectedSecret(outspan.api, receiver.url, breaker, ledger);
    }
    await splitAnswers(outspan, ledger);
  } finally {
    await receiver.close();
    await outspan.stop();
  }
}

function injected(endpoint: string, breaker: string): Record<string, object> {
  const http = { transport: "http", endpoint };
  const grpc = { transport: "grpc", endpoint };
  return {
    "a header's value": { ...http, headers: [{ name: "api-key", value: `a${breaker}` }] },
    "a header's name": { ...http, headers: [{ name: `a${breaker}`, value: "b" }] },
    "metadata of gRPC": { ...grpc, headers: [{ name: "api-key", value: `a${breaker}` }] },
    "a bearer token": { ...http, auth: { type: "bearer", token: `a${breaker}` } },
    "a path": { ...http, endpoint: `${endpoint}/a${breaker}` },
    "a host": { ...http, endpoint: `http://127.0.0.1${breaker}:9` },
    "a proxy": { ...http, proxy: `http://127.0.0.1:9${breaker}` },
    "a server name": { ...http, endpoint: "https://127.0.0.1:9", tls: { serverName: `a${breaker}` } },
    "a region": {
      ...http,
      auth: {
        ...{ type: "sigv4", region: `eu${breaker}`, service: "xray", credentials: "static" },
        ...{ accessKeyId: `AK${breaker}`, secretAccessKey: "s", sessionToken: `t${breaker}` },
      },
    },
  };
}

async function injectedSecret(api: Api, origin: string, breaker: string, ledger: Ledger): Promise<void> {
  ledger.about("injection: a named secret");
  for (const values of [{ "OTEL_HEADER_api-key": `a${breaker}` }, { [`OTEL_HEADER_a${breaker}`]: "b" }]) {
    const { status } = await api("POST", "/secrets", { name: "injected", origins: [origin], values });
    ledger.check(status === 422, `a named secret with ${JSON.stringify(breaker)}: ${status}`);
  }
  const named = await api("POST", "/secrets", {
    name: `a${breaker}`,
    origins: [origin],
    values: { OTEL_HEADER_a: "b" },
  });
  ledger.check(named.status === 422, `a secret's name with ${JSON.stringify(breaker)}: ${named.status}`);
}

/** What stands in an address never becomes a header of the answer. */
async function splitAnswers({ url, apiKey }: { url: string; apiKey: string }, ledger: Ledger): Promise<void> {
  ledger.about("injection: answers are not split");
  const headers = { authorization: `Bearer ${apiKey}` };
  for (const end of ["%0d%0ax-injected:%20yes", "%0ax-injected:yes", "%E5%98%8A%E5%98%8Dx-injected:yes", "%00"]) {
    for (const target of [
      "/",
      "/login?next=/",
      "/destinations/",
      "/api/v1/destinations/",
      "/api/v1/presets/",
      "/api/v1/audit?cursor=",
    ]) {
      const response = await fetch(`${url}${target}${end}`, { redirect: "manual", headers });
      await response.body?.cancel();
      ledger.check(response.status < 500 && !response.headers.has("x-injected"), `${target}${end}: ${response.status}`);
    }
  }
}
