// The doors of a console that people reach over https through a trusted proxy, and of one that the network reaches in clear: what
// each must add. The proxy is played by the headers that one sends.
import { startOutspan } from "#e2e/outspan";
import { closedPort } from "#e2e/receivers";
import { admin } from "#e2e/security/askers";
import { checkHeaders } from "#e2e/security/headers-of-answers";
import type { Ledger } from "#e2e/security/ledger";
import { type RawAnswer, rawRequest } from "#e2e/security/raw-request";
import type { Actions } from "#e2e/security/sign-in";

const host = "outspan.example.com";
const people = `https://${host}`;
const first = { OUTSPAN_ADMIN_EMAIL: admin.email, OUTSPAN_ADMIN_PASSWORD: admin.password };
const client = "198.51.100.7";
const proxied = {
  host: "127.0.0.1",
  "x-forwarded-host": host,
  "x-forwarded-proto": "https",
  "x-forwarded-for": client,
};

export async function doorsBehindProxy(actions: Actions, ledger: Ledger): Promise<void> {
  const port = await closedPort();
  const trusting = { PORT: String(port), OUTSPAN_URL: people, OUTSPAN_TRUSTED_PROXIES: "127.0.0.1" };
  const outspan = await startOutspan({ ...first, ...trusting });
  try {
    const url = `http://127.0.0.1:${port}`;
    await pagesOverHttps(url, ledger);
    await signInOverHttps(url, actions, ledger);
    await chainOfAddresses(url, actions, ledger);
    ledger.about("no warning where people come over https");
    ledger.check(!outspan.output().includes("Warning:"), "it warns of plain HTTP behind a proxy with TLS");
  } finally {
    await outspan.stop();
  }
}

/** Bound to every address, and asked from this machine alone. */
export async function openToTheNetwork(ledger: Ledger): Promise<void> {
  ledger.about("a console that others reach in clear warns at its start");
  const port = await closedPort();
  const outspan = await startOutspan({ ...first, PORT: String(port), OUTSPAN_HOST: "0.0.0.0" });
  const foreign = { headers: { host: "elsewhere.example" } };
  const { status } = await rawRequest(`http://127.0.0.1:${port}/login`, foreign).finally(() => outspan.stop());
  ledger.check(status === 421, `a foreign host name gets ${status}`);
  for (const word of ["Warning: OUTSPAN_HOST 0.0.0.0", "passwords", "proxy", "OUTSPAN_URL"]) {
    ledger.check(outspan.output().includes(word), `the warning does not say "${word}"`);
  }
}

async function pagesOverHttps(url: string, ledger: Ledger): Promise<void> {
  ledger.about("https behind a proxy");
  for (const target of ["/login", "/destinations", "/api/v1/health", "/no/such/page", "/api/v1/destinations"]) {
    const { status, headers, text } = await rawRequest(url + target, { headers: proxied });
    const header = (name: string) => (headers[name] === undefined ? null : String(headers[name]));
    checkHeaders(ledger, target, { status, header, text }, true);
    ledger.check(!/http:\/\/(127|outspan)/.test(header("location") ?? ""), `${target} leads to plain HTTP`);
  }
  const metrics = await rawRequest(`${url}/metrics`, { headers: { host: "127.0.0.1" } });
  ledger.check(metrics.status === 401, `behind a proxy the metrics answer ${metrics.status} without a key`);
  const foreign = await rawRequest(`${url}/login`, {
    headers: { ...proxied, "x-forwarded-host": "elsewhere.example" },
  });
  ledger.check(foreign.status === 421, `a foreign host behind the proxy gets ${foreign.status}`);
}

async function signInOverHttps(url: string, actions: Actions, ledger: Ledger): Promise<void> {
  ledger.about("the session's cookie over https");
  const submission = { email: admin.email, password: admin.password };
  const { headers } = await post(url, actions, { origin: people }, submission);
  const lines = headers["set-cookie"] ?? [];
  ledger.check(lines.length > 0, "no cookie behind the proxy");
  for (const line of lines) {
    ledger.check(/;\s*Secure/i.test(line) && /^__(Secure|Host)-/.test(line), "a cookie that travels in clear");
    ledger.check(/;\s*HttpOnly/i.test(line) && /;\s*SameSite=Lax/i.test(line), "a cookie for scripts or other sites");
  }
  for (const origin of [`http://${host}`, "https://elsewhere.example", "https://sub.outspan.example.com", "null"]) {
    const { status } = await post(url, actions, { origin }, submission);
    ledger.check(status === 403, `a sign-in from ${origin} gets ${status}`);
  }
}

/** What stands left of the proxy's own word anybody can have written. */
async function chainOfAddresses(url: string, actions: Actions, ledger: Ledger): Promise<void> {
  ledger.about("an address that a client claims changes nothing");
  const said: string[] = [];
  for (let count = 0; count < 24; count += 1) {
    const headers = { origin: people, "x-forwarded-for": `203.0.113.${count}, ${client}` };
    const { text } = await post(url, actions, headers, {
      email: `guess${count}@example.com`,
      password: "wrong password",
    });
    said.push(/"code":"(\w+)"/.exec(text)?.[1] ?? "");
  }
  ledger.check(said.includes("rate_limited"), `24 wrong passwords under claimed addresses: ${said.at(-1)}`);
}

function post(url: string, actions: Actions, headers: Record<string, string>, submission: unknown): Promise<RawAnswer> {
  const { id, page } = actions("account.sign-in");
  const own = { "content-type": "text/plain;charset=UTF-8", accept: "text/x-component", "next-action": id };
  const body = JSON.stringify([submission]);
  return rawRequest(url + page, { method: "POST", headers: { ...proxied, ...own, ...headers }, body });
}
