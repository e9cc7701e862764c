// Thousands of wrong bodies for every call: never a 500, a hang, an answer in another shape, or a secret.
import type { Outspan } from "#e2e/outspan";
import type { Ledger } from "#e2e/security/ledger";
import { bodyOf, type Known, mutate, type Schema, type Schemas, textOfBody } from "#e2e/security/mutants";
import { routeNeeds } from "#e2e/security/needs";
import { type Lent, type OwnSessions, ownSessions } from "#e2e/security/own-sessions";
import type { Actions } from "#e2e/security/sign-in";
import { makeStanding, type Standing } from "#e2e/security/standing";
import { schemas as answerSchemas, calls } from "#lib/api/calls";
import { openApiDocument } from "#lib/api/openapi";
import { Problem } from "#lib/api/problem";
import { type Chance, chanceOf } from "#lib/testing/chance";

type Place = Pick<Outspan, "url" | "apiKey" | "api" | "output"> & { actions: Actions };
type Call = (typeof calls)[number];
type Sent = { method: string; target: string; headers: Record<string, string>; body: Buffer | null };
type Run = {
  outspan: Place;
  ledger: Ledger;
  chance: Chance;
  schemas: Schemas;
  standing: Standing;
  sessions: OwnSessions;
  /** By call: how many were sent, and how many came past what stands before the parser. */
  reached: Map<string, { sent: number; parsed: number }>;
};

/** Each key has a burst of 300 changes: this many, and what is made for them, keep all of them within it. */
const perKey = 150;
const atOnce = 4;
const patienceMs = 5000;
const people = 24;
const planted = "planted-secret-5d1f0c7a";

/** Of those with a body, so many of a hundred must have come to its parser; of the others one at all. */
const parsedShare = 0.2;
/** Nothing was refused here for good; and a probe that one may come to later is a page's. */
const unreachable = ["get /destinations/{id}/rejected/{name}", "get /probes/{id}"];

export async function mutatedCalls(outspan: Place, count: number, seed: number, ledger: Ledger): Promise<void> {
  const keys = await manyKeys(outspan, Math.ceil(count / perKey));
  const standing = await makeStanding(outspan, planted);
  const run: Run = {
    ...{ outspan, ledger, standing, chance: chanceOf(seed), reached: new Map() },
    sessions: await ownSessions(outspan, outspan.actions, people),
    schemas: openApiDocument().components.schemas as Schemas,
  };
  const weighted = calls.flatMap((call) => Array<Call>(weightOf(call)).fill(call));
  let begun = 0;
  const work = async () => {
    while (begun < count) {
      const number = begun++;
      const call = weighted[number % weighted.length];
      const key = keys[Math.floor(number / perKey)] ?? outspan.apiKey;
      if (call !== undefined) await mutant(run, call, key, number);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  everyParser(run, count);
  ledger.about("it stands after all of them");
  const lines = outspan.output().split("\n");
  const ended = lines.filter((line) => line.includes("is started again"));
  ledger.check(ended.length === 0, `a process ended: ${ended[0]}`);
  const there = await outspan.api("GET", `/destinations/${standing.destination}`);
  ledger.check(there.status === 200, "what was saved before is gone");
  for (const line of lines.filter((one) => one.includes('"level":"error"')))
    ledger.check(false, `logged: ${line.slice(0, 300)}`);
  ledger.check(!outspan.output().includes(planted), "a line of the log holds a saved secret");
}

/** A password costs a tenth of a second of CPU. */
function weightOf(call: Call): number {
  if (call.body === undefined) return 1;
  return isOwn(call) ? 2 : 6;
}

function isOwn({ method, path }: Call): boolean {
  return routeNeeds[`${method} ${path}`] === "account";
}

/** A run in which no body is read would find nothing. A short one says nothing of it. */
function everyParser({ reached, ledger }: Run, count: number): void {
  if (count < 5000) return;
  for (const { method, path, body } of calls) {
    const name = `${method} ${path}`;
    if (unreachable.includes(name)) continue;
    ledger.about(`mutants of ${name}`);
    const { sent = 0, parsed = 0 } = reached.get(name) ?? {};
    const least = body === undefined ? 1 : Math.ceil(sent * parsedShare);
    ledger.check(parsed >= least, `only ${parsed} of ${sent} mutants of ${name} came to what they ask for`);
  }
}

async function manyKeys(outspan: Place, count: number): Promise<string[]> {
  const made = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      outspan.api("POST", "/keys", { name: `mutants ${index}`, role: "admin" }),
    ),
  );
  return made.flatMap(({ status, body }) => (status === 201 ? [(body as { key: string }).key] : []));
}

async function mutant(run: Run, call: Call, key: string, number: number): Promise<void> {
  const lent = isOwn(call) ? await run.sessions() : null;
  const names = lent === null ? await run.standing.named(call, key) : await ownNames(call, lent);
  const headers: Record<string, string> = lent?.headers ?? { authorization: `Bearer ${key}` };
  const known = lent?.known ?? { email: [`word-${number}@example.com`], name: [`word-${number}`, "there"] };
  const sent = mutantOf(call, { ...run, names, headers, known });
  await send(run, call, sent, { secrets: [planted, ...(lent === null ? [key] : [])], key, number, lent });
}

async function ownNames({ method, path }: Call, lent: Lent): Promise<Record<string, string>> {
  return method === "delete" && path.includes("{id}") ? { id: await lent.session() } : {};
}

type From = Pick<Run, "schemas" | "chance"> & {
  names: Record<string, string>;
  headers: Record<string, string>;
  known: Known;
};

function mutantOf(call: Call, { schemas, chance, names, headers: from, known }: From): Sent {
  const nonsense = ["nobody", "x".repeat(3000), "%00", "..%2f..", "__proto__", "%F0%9F%9A%80", "'--", "0", "-1"];
  const path = call.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    chance.is(0.8) ? (names[name] ?? "nobody") : chance.pick(nonsense),
  );
  const asked = [...Object.keys(call.query ?? {}), "x", "__proto__"];
  const queryValues = ["", "-1", "1e9", "abc", "%00", "x".repeat(500), "2026-01-01", "[]", "null", "'"];
  const query = chance.is(call.query === undefined ? 0.05 : 0.5)
    ? `?${chance.pick(asked)}=${chance.pick(queryValues)}`
    : "";
  const matches = ['"1"', '"x"', 'W/"1"', "", "1", `"${"9".repeat(40)}"`];
  const headers = { ...from };
  if (call.ifMatch !== undefined && chance.is(0.9)) headers["if-match"] = chance.is(0.8) ? "*" : chance.pick(matches);
  if (chance.is(0.1)) headers.accept = chance.pick(["application/x-ndjson", "text/html", "*/*;q=0", ""]);
  if (call.body === undefined) return { method: call.method, target: path + query, headers, body: null };
  const types = ["text/plain", "application/xml", "application/json; charset=utf-7", "multipart/form-data; boundary=x"];
  headers["content-type"] = chance.is(0.97) ? "application/json" : chance.pick(types);
  const schema: Schema = schemas[call.body] ?? {};
  const whole = bodyOf(schema, { schemas, chance, known });
  const body = chance.is(0.9) ? mutate(whole, chance) : whole;
  return { method: call.method, target: path + query, headers, body: textOfBody(body, chance) };
}

type Meta = { secrets: string[]; key: string; number: number; lent: Lent | null };

async function send(run: Run, call: Call, sent: Sent, { secrets, key, number, lent }: Meta): Promise<void> {
  const { outspan, ledger } = run;
  const { method, target, headers, body } = sent;
  const name = `${method} ${call.path}`;
  const say = (what: string) =>
    `mutant ${number}, ${method} ${target.slice(0, 80)}: ${what}; body ${body?.toString("utf8").slice(0, 400) ?? "none"}`;
  const startedAt = performance.now();
  const request = {
    ...{ method: method.toUpperCase(), headers, signal: AbortSignal.timeout(4 * patienceMs) },
    ...(body === null ? {} : { body: new Uint8Array(body) }),
  };
  const answer = await fetch(`${outspan.url}/api/v1${target}`, request)
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((error: unknown) => String(error));
  const tookMs = performance.now() - startedAt;
  ledger.about(`mutants of ${name}`);
  if (typeof answer === "string") return ledger.check(false, say(answer));
  const { response, text } = answer;
  ledger.check(tookMs < patienceMs, say(`took ${Math.round(tookMs)} ms`));
  ledger.check(response.status < 500, say(`${response.status} ${text.slice(0, 300)}`));
  ledger.check(!secrets.some((secret) => text.includes(secret)), say("a secret is in the answer"));
  ledger.check(hasShape(call, response, text), say(`${response.status} in another shape: ${text.slice(0, 300)}`));
  count(run, name, response.status);
  await lent?.back(call.path, parsed(body?.toString() ?? ""), response, text);
  await tidy(outspan, run.standing, response, key);
}

/** 409 is said of a body that was read. */
function count({ reached }: Run, name: string, status: number): void {
  const so = reached.get(name) ?? { sent: 0, parsed: 0 };
  const isParsed = status < 300 || status === 409 || status === 422;
  reached.set(name, { sent: so.sent + 1, parsed: so.parsed + (isParsed ? 1 : 0) });
}

/** Thousands of destinations would be another test. */
async function tidy({ url }: Place, { destination }: Standing, response: Response, key: string): Promise<void> {
  const made = /^\/api\/v1\/(destinations\/.+)$/.exec(response.headers.get("location") ?? "")?.[1];
  if (response.status !== 201 || made === undefined || made.includes(destination)) return;
  await fetch(`${url}/api/v1/${made}`, { method: "DELETE", headers: { authorization: `Bearer ${key}` } });
}

/** A refusal is a problem, an answer is what openapi.json says of it. */
function hasShape(call: Call, response: Response, text: string): boolean {
  const type = response.headers.get("content-type") ?? "";
  if (response.status >= 400) return type === "application/problem+json" && Problem.safeParse(parsed(text)).success;
  if (response.status === 204) return text === "";
  if (type.startsWith("application/json") && call.answer !== undefined) {
    return answerSchemas[call.answer].safeParse(parsed(text)).success;
  }
  return true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
