// The doors of a console on plain HTTP: headers of every answer, cookies, sizes, hosts, methods, how often one may try.
import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Outspan } from "#e2e/outspan";
import { admin } from "#e2e/security/askers";
import { builtRoutes } from "#e2e/security/build";
import { callAction } from "#e2e/security/call-action";
import { checkHeaders, checkScripts } from "#e2e/security/headers-of-answers";
import type { Ledger } from "#e2e/security/ledger";
import { rawBytes, rawRequest } from "#e2e/security/raw-request";
import { type Actions, cookieOf, ownPage, signIn } from "#e2e/security/sign-in";
import { calls } from "#lib/api/calls";

type Place = Pick<Outspan, "url" | "apiKey" | "dataDirectory" | "api">;

export async function closedDoors(outspan: Place, actions: Actions, ledger: Ledger): Promise<void> {
  const cookie = await signIn(outspan.url, actions, admin.email, admin.password);
  await everyPage(outspan, cookie, ledger);
  await everyCall(outspan, ledger);
  await cookies(outspan, actions, ledger);
  await arrivals(outspan, cookie, ledger);
  await strangeRequests(outspan, ledger);
  await sizes(outspan, cookie, ledger);
  filesAreOurs(outspan.dataDirectory, ledger);
  await oftenTried(outspan, actions, ledger);
}

async function everyPage({ url }: Place, cookie: string, ledger: Ledger): Promise<void> {
  const targets = builtRoutes().pages.map((template) => template.replaceAll(/\[[^\]]+\]/g, "nobody"));
  const asked: Record<string, string>[] = [{}, { cookie }, { cookie, rsc: "1" }];
  for (const target of [...targets, "/no/such/page", "/_next/static/none.js", "/logo.svg"]) {
    ledger.about(`headers of ${target}`);
    for (const headers of asked) {
      const response = await fetch(url + target, { redirect: "manual", headers });
      const header = (name: string) => response.headers.get(name);
      const answer = { status: response.status, header, text: await response.text() };
      checkHeaders(ledger, target, answer, false);
      if (header("content-type")?.startsWith("text/html") && response.status < 300) {
        checkScripts(ledger, target, answer);
        ledger.check(/no-store/.test(header("cache-control") ?? ""), `${target}: a page may be kept by a cache`);
      }
    }
  }
  ledger.about("a nonce is used once");
  const policies = await Promise.all([0, 1].map(async () => (await fetch(`${url}/login`)).headers));
  ledger.check(new Set(policies.map((one) => one.get("content-security-policy"))).size === 2, "two answers, one nonce");
}

async function everyCall({ url, apiKey }: Place, ledger: Ledger): Promise<void> {
  for (const { method, path: template } of calls) {
    const target = `/api/v1${template.replaceAll(/\{\w+\}/g, "nobody")}`;
    ledger.about(`headers of ${method} ${target}`);
    const preflight = { origin: "https://elsewhere.example", "access-control-request-method": "POST" };
    for (const [verb, headers] of [
      [method.toUpperCase(), {}],
      [method.toUpperCase(), { authorization: `Bearer ${apiKey}` }],
      ["OPTIONS", preflight],
    ] as const) {
      const response = await fetch(url + target, { method: verb, headers });
      const header = (name: string) => response.headers.get(name);
      const answer = { status: response.status, header, text: await response.text() };
      checkHeaders(ledger, `${verb} ${target}`, answer, false);
      const isKept = verb === "OPTIONS" || /no-store/.test(header("cache-control") ?? "");
      ledger.check(isKept, `${verb} ${target}: an answer may be kept by a cache`);
    }
  }
}

async function cookies({ url }: Place, actions: Actions, ledger: Ledger): Promise<void> {
  ledger.about("the session's cookie");
  const submission = { email: admin.email, password: admin.password };
  const first = await callAction(url, actions("account.sign-in"), ownPage(url), submission);
  for (const line of first.setCookie) {
    ledger.check(/;\s*HttpOnly/i.test(line), "a cookie that scripts can read");
    ledger.check(/;\s*SameSite=Lax/i.test(line), "a cookie that is not SameSite=Lax");
    ledger.check(/;\s*Path=\/(;|$)/i.test(line), "a cookie with a path of its own");
    ledger.check(!/;\s*Domain=/i.test(line), "a cookie for other hosts");
  }
  ledger.about("a sign-in begins a new session and ends the one before");
  const before = cookieOf(first.setCookie);
  const second = await callAction(url, actions("account.sign-in"), ownPage(url, before), submission);
  ledger.check(cookieOf(second.setCookie) !== before, "a sign-in keeps the session that was there");
  const opened = (cookie: string) => fetch(`${url}/api/v1/destinations`, { headers: { cookie } });
  ledger.check((await opened(before)).status === 401, "the session before a sign-in lives on");
  ledger.check((await opened(cookieOf(second.setCookie))).status === 200, "the new session opens nothing");
  ledger.about("no path leads away after a sign-in");
  for (const next of [
    "//elsewhere.example",
    "https://elsewhere.example",
    "/\\elsewhere.example",
    "/..//elsewhere.example",
    "javascript:alert(1)",
  ]) {
    const { headers } = await callAction(url, actions("account.sign-in"), ownPage(url), { ...submission, next });
    const place = headers.get("x-action-redirect") ?? "";
    ledger.check(/^\/(?!\/)/.test(place) && !place.includes("elsewhere"), `after ${next} a sign-in leads to ${place}`);
  }
}

/** The one route of a sign-in that a browser reaches from another site. */
async function arrivals({ url }: Place, cookie: string, ledger: Ledger): Promise<void> {
  ledger.about("an arrival that nobody sent");
  for (const query of [
    "",
    "?code=x&state=y",
    "?error=%0d%0ax:y&state=z",
    `?code=${"x".repeat(9000)}`,
    "?state=%00",
    "?iss=https://elsewhere.example",
  ]) {
    for (const headers of [{}, { cookie }] as Record<string, string>[]) {
      const response = await fetch(`${url}/login/oidc/callback${query}`, { redirect: "manual", headers });
      const place = response.headers.get("location") ?? "";
      const isOurs = response.status === 303 && /^\/login(\?|$)/.test(place.replace(url, ""));
      ledger.check(isOurs, `arriving with ${query.slice(0, 40)}: ${response.status} ${place.slice(0, 80)}`);
      const opens = response.headers.getSetCookie().some((line) => /session_token=[^;]/.test(line));
      ledger.check(!opens, `arriving with ${query.slice(0, 40)} opens a session`);
    }
  }
}

async function strangeRequests({ url }: Place, ledger: Ledger): Promise<void> {
  const own = new URL(url);
  ledger.about("a foreign host name is refused");
  for (const host of [
    "elsewhere.example",
    "127.0.0.1.elsewhere.example",
    `elsewhere.example@${own.host}`,
    `localhost.elsewhere.example:${own.port}`,
    "[::ffff:7f00:1",
    "a b",
  ]) {
    for (const target of ["/login", "/api/v1/health"]) {
      const { status } = await rawRequest(url + target, { headers: { host } });
      ledger.check(status === 421 || status === 400, `Host ${host} gets ${status} of ${target}`);
    }
  }
  const forwarded = {
    "x-forwarded-host": "elsewhere.example",
    "x-forwarded-proto": "https",
    forwarded: "host=elsewhere.example",
  };
  const login = await rawRequest(`${url}/destinations`, { headers: { host: own.host, ...forwarded } });
  ledger.check(
    !`${login.headers.location}${login.text}`.includes("elsewhere"),
    "X-Forwarded-Host of a stranger counts",
  );
  ledger.about("methods and targets that nothing here knows");
  for (const [line, due] of [
    ["TRACE / HTTP/1.1", /^HTTP\/1.1 (501|405|400)/],
    ["CONNECT elsewhere.example:443 HTTP/1.1", /^(HTTP\/1.1 (501|405|400)|$)/],
    ["GET http://elsewhere.example/ HTTP/1.1", /^HTTP\/1.1 (400|421)/],
    ["GET /%00%ff HTTP/1.1", /^HTTP\/1.1 4/],
    ["GET /..%2f..%2fetc/passwd HTTP/1.1", /^HTTP\/1.1 (4|3)/],
    ["GET //elsewhere.example/%2e%2e HTTP/1.1", /^HTTP\/1.1 (?!30\d[\s\S]*\r\nlocation: (https?:)?\/\/elsewhere)/i],
    [`GET /${"a".repeat(20_000)} HTTP/1.1`, /^HTTP\/1.1 4(31|14)/],
  ] as const) {
    const said = await rawBytes(Number(own.port), `${line}\r\nHost: ${own.host}\r\nConnection: close\r\n\r\n`);
    ledger.check(due.test(said), `${line.slice(0, 60)}: ${said.slice(0, 80)}`);
  }
  await detours(own, ledger);
  ledger.about("two requests are never read as one");
  const smuggled = [
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Content-Length: 5\r\nContent-Length: 6",
    "Transfer-Encoding: xchunked",
  ];
  for (const headers of smuggled) {
    const said = await rawBytes(
      Number(own.port),
      `POST /login HTTP/1.1\r\nHost: ${own.host}\r\n${headers}\r\n\r\n0\r\n\r\nX`,
    );
    ledger.check(/^HTTP\/1.1 4/.test(said), `${headers.replaceAll("\r\n", ", ")}: ${said.slice(0, 60)}`);
  }
}

/** What passes as the API's, and is answered by a page, would have passed by the checks of pages. */
async function detours(own: URL, ledger: Ledger): Promise<void> {
  ledger.about("no path leads around the checks of pages");
  const from = `Host: ${own.host}\r\nOrigin: https://elsewhere.example\r\nCookie: a=b\r\nConnection: close`;
  for (const [path, headers] of [
    ["/api/../login", from],
    ["/api/v1/../../login", from],
    ["/api/%2e%2e/login", from],
    ["/api/v1/%2E./%2e%2e/login", from],
    ["/api/..%2flogin", from],
    ["/api/v1/..%5c..%5clogin", from],
    ["/api/%252e%252e/login", from],
    ["//elsewhere.example/login", from],
    ["/api/v1/probe", `${from}\r\nNext-Action: ${"0".repeat(42)}`],
    ["/login", `Host: elsewhere.example\r\n${from}`],
  ]) {
    const said = await rawBytes(Number(own.port), `POST ${path} HTTP/1.1\r\n${headers}\r\nContent-Length: 0\r\n\r\n`);
    ledger.check(/^HTTP\/1.1 400/.test(said), `POST ${path} of another site: ${said.slice(0, 60)}`);
  }
}

const mebibyte = 1024 * 1024;

async function sizes({ url }: Place, cookie: string, ledger: Ledger): Promise<void> {
  // A session, since a key has no account of its own.
  const json = { ...ownPage(url, cookie), "content-type": "application/json" };
  const large = JSON.stringify({ large: "x".repeat(mebibyte) });
  for (const { method, path: template, body, ifMatch } of calls) {
    if (body === undefined) continue;
    const target = `/api/v1${template.replaceAll(/\{\w+\}/g, "nobody")}`;
    ledger.about(`size of ${method} ${target}`);
    const headers = { ...json, ...(ifMatch ? { "if-match": "*" } : {}) };
    const response = await fetch(url + target, { method: method.toUpperCase(), headers, body: large });
    const isDue = response.status === 413 || (template.includes("{") && response.status === 404);
    const isProblem = response.headers.get("content-type") === "application/problem+json";
    ledger.check(isDue && isProblem, `${method} ${target} with more than 1 MiB: ${response.status}`);
    await response.body?.cancel();
  }
  ledger.about("size of what a page is sent");
  const stranger = await rawRequest(`${url}/login`, {
    method: "POST",
    headers: ownPage(url),
    body: Buffer.alloc(40_000),
  });
  ledger.check(stranger.status === 413, `40 kB of a stranger: ${stranger.status}`);
  ledger.about("size of a header");
  const { status } = await rawRequest(`${url}/login`, { headers: { "x-large": "x".repeat(40_000) } });
  ledger.check(status === 431, `a header of 40 kB: ${status}`);
}

/** Nobody else on the machine reads what lies in the data directory. */
function filesAreOurs(directory: string, ledger: Ledger): void {
  ledger.about("modes in the data directory");
  ledger.check((lstatSync(directory).mode & 0o777) === 0o700, "the data directory is not 0700");
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    const stats = lstatSync(path.join(directory, name), { throwIfNoEntry: false });
    if (/\.(db|key|sealed)/.test(name) && stats?.isFile()) {
      ledger.check((stats.mode & 0o077) === 0, `${name} has mode ${(stats.mode & 0o777).toString(8)}`);
    }
  }
}

async function oftenTried({ url, apiKey }: Place, actions: Actions, ledger: Ledger): Promise<void> {
  ledger.about("wrong passwords wait, whatever address is claimed");
  const tried: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    const headers = { ...ownPage(url), "x-forwarded-for": `203.0.113.${count}`, "x-real-ip": `203.0.113.${count}` };
    const submission = { email: "editor@example.com", password: `wrong password ${count}` };
    const { code, text } = await callAction(url, actions("account.sign-in"), headers, submission);
    tried.push(code === "rate_limited" && /"retryAfterSeconds":[1-9]/.test(text) ? "wait" : String(code));
  }
  ledger.check(tried.includes("wait"), `six wrong passwords for one account: ${tried.join(", ")}`);
  tried.length = 0;
  for (let count = 0; count < 24; count += 1) {
    const headers = { ...ownPage(url), "x-forwarded-for": `203.0.113.${count}` };
    const submission = { email: `guess${count}@example.com`, password: "wrong password" };
    tried.push(String((await callAction(url, actions("account.sign-in"), headers, submission)).code));
  }
  ledger.check(tried.includes("rate_limited"), "24 wrong passwords from one address, one an account, and no wait");
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const ask = (target: string, body: string) => fetch(`${url}/api/v1${target}`, { method: "POST", headers, body });
  const nowhere = { transport: "http", endpoint: "not a url" };
  const probe = JSON.stringify({ destination: { connection: nowhere, signals: { logs: { enabled: true } } } });
  for (const [what, target, body, atOnce] of [
    // As many as the engine tests at once.
    ["probes", "/probe", probe, 4],
    // A slow machine answers hardly more in a second than the limit gives back.
    ["changes", "/destinations", "{}", 50],
  ] as const) {
    ledger.about(`${what} without end are told to wait`);
    let limited: Response | null = null;
    for (let count = 0; count < 2000 && limited === null; count += atOnce) {
      const responses = await Promise.all(Array.from({ length: atOnce }, () => ask(target, body)));
      await Promise.all(responses.map((response) => response.body?.cancel()));
      limited = responses.find(({ status }) => status === 429) ?? null;
    }
    ledger.check(limited !== null, `2000 ${what}, and no 429`);
    ledger.check(Number(limited?.headers.get("retry-after")) >= 1, `429 for ${what} does not say until when`);
  }
}
