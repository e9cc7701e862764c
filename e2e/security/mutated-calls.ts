// Thousands of wrong bodies for every call: never a 500, a hang, an answer in another shape, or a secret.
import type { Outspan } from "#e2e/outspan";
import { type Chance, chanceOf } from "#e2e/security/chance";
import type { Ledger } from "#e2e/security/ledger";
import { bodyOf, mutate, type Schema, type Schemas, textOfBody } from "#e2e/security/mutants";
import { schemas as answerSchemas, calls } from "#lib/api/calls";
import { openApiDocument } from "#lib/api/openapi";
import { Problem } from "#lib/api/problem";

type Place = Pick<Outspan, "url" | "apiKey" | "api" | "output">;
type Call = (typeof calls)[number];
type Sent = { method: string; target: string; headers: Record<string, string>; body: Buffer | null };

/** Each key has a burst of 300 changes: this many keep all of them within it. */
const perKey = 250;
const atOnce = 4;
const patienceMs = 5000;
const planted = "planted-secret-5d1f0c7a";

export async function mutatedCalls(outspan: Place, count: number, seed: number, ledger: Ledger): Promise<void> {
  const keys = await manyKeys(outspan, Math.ceil(count / perKey));
  const saved = await outspan.api("POST", "/destinations", {
    name: "There",
    connection: {
      ...{ transport: "http", endpoint: "http://127.0.0.1:9" },
      headers: [{ name: "api-key", value: planted }],
    },
    signals: { logs: { enabled: true } },
  });
  const { id } = saved.body as { id: string };
  const chance = chanceOf(seed);
  const schemas = openApiDocument().components.schemas as Schemas;
  const weighted = calls.flatMap((call) => Array<Call>(call.body === undefined ? 1 : 6).fill(call));
  let begun = 0;
  const work = async () => {
    while (begun < count) {
      const number = begun++;
      const call = weighted[number % weighted.length];
      const key = keys[Math.floor(number / perKey)] ?? outspan.apiKey;
      if (call === undefined) continue;
      await send(outspan, call, mutantOf(call, { schemas, chance, id, key }), ledger, { key, id, number });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  ledger.about("it stands after all of them");
  const ended = outspan
    .output()
    .split("\n")
    .filter((line) => line.includes("is started again"));
  ledger.check(ended.length === 0, `a process ended: ${ended[0]}`);
  ledger.check((await outspan.api("GET", `/destinations/${id}`)).status === 200, "what was saved before is gone");
  const lines = outspan.output().split("\n");
  for (const line of lines.filter((one) => one.includes('"level":"error"')))
    ledger.check(false, `logged: ${line.slice(0, 300)}`);
  ledger.check(!outspan.output().includes(planted), "a line of the log holds a saved secret");
}

async function manyKeys(outspan: Place, count: number): Promise<string[]> {
  const made = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      outspan.api("POST", "/keys", { name: `mutants ${index}`, role: "admin" }),
    ),
  );
  return made.flatMap(({ status, body }) => (status === 201 ? [(body as { key: string }).key] : []));
}

type From = { schemas: Schemas; chance: Chance; id: string; key: string };

function mutantOf(call: Call, { schemas, chance, id, key }: From): Sent {
  const ids = [id, "nobody", "x".repeat(3000), "%00", "..%2f..", "__proto__", "%F0%9F%9A%80", "'--"];
  const segment = () => (chance.is(0.4) ? id : chance.pick(ids));
  // What would end the one that all others need is asked of nobody's.
  const isFatal = call.method === "delete";
  const path = call.path.replaceAll(/\{\w+\}/g, () => (isFatal ? "nobody" : segment()));
  const names = [...Object.keys(call.query ?? {}), "x", "__proto__"];
  const queryValues = ["", "-1", "1e9", "abc", "%00", "x".repeat(500), "2026-01-01", "[]", "null", "'"];
  const query = chance.is(call.query === undefined ? 0.05 : 0.8)
    ? `?${chance.pick(names)}=${chance.pick(queryValues)}`
    : "";
  const matches = ["*", '"1"', '"x"', 'W/"1"', "", "1", `"${"9".repeat(40)}"`];
  const headers: Record<string, string> = { authorization: `Bearer ${key}` };
  if (call.ifMatch !== undefined && chance.is(0.8)) headers["if-match"] = chance.is(0.6) ? "*" : chance.pick(matches);
  if (chance.is(0.1)) headers.accept = chance.pick(["application/x-ndjson", "text/html", "*/*;q=0", ""]);
  if (call.body === undefined) return { method: call.method, target: path + query, headers, body: null };
  const types = ["text/plain", "application/xml", "application/json; charset=utf-7", "multipart/form-data; boundary=x"];
  headers["content-type"] = chance.is(0.97) ? "application/json" : chance.pick(types);
  const schema: Schema = schemas[call.body] ?? {};
  const whole = bodyOf(schema, schemas, chance);
  const body = chance.is(0.95) ? mutate(whole, chance) : whole;
  return { method: call.method, target: path + query, headers, body: textOfBody(body, chance) };
}

type Known = { key: string; id: string; number: number };

async function send(outspan: Place, call: Call, sent: Sent, ledger: Ledger, { key, id, number }: Known): Promise<void> {
  const { method, target, headers, body } = sent;
  ledger.about(`mutants of ${method} ${call.path}`);
  const say = (what: string) =>
    `mutant ${number}, ${method} ${target.slice(0, 80)}: ${what}; body ${body?.toString("utf8").slice(0, 400) ?? "none"}`;
  const startedAt = performance.now();
  const abort = AbortSignal.timeout(4 * patienceMs);
  const request = {
    method: method.toUpperCase(),
    headers,
    signal: abort,
    ...(body === null ? {} : { body: new Uint8Array(body) }),
  };
  const answer = await fetch(`${outspan.url}/api/v1${target}`, request)
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((error: unknown) => String(error));
  const tookMs = performance.now() - startedAt;
  ledger.about(`mutants of ${method} ${call.path}`);
  if (typeof answer === "string") return ledger.check(false, say(answer));
  const { response, text } = answer;
  ledger.check(tookMs < patienceMs, say(`took ${Math.round(tookMs)} ms`));
  ledger.check(response.status < 500, say(`${response.status} ${text.slice(0, 300)}`));
  ledger.check(!text.includes(planted) && !text.includes(key), say("a secret is in the answer"));
  ledger.check(hasShape(call, response, text), say(`${response.status} in another shape: ${text.slice(0, 300)}`));
  const made = /^\/api\/v1\/(destinations\/.+)$/.exec(response.headers.get("location") ?? "")?.[1];
  if (response.status === 201 && made !== undefined && !made.includes(id)) {
    await fetch(`${outspan.url}/api/v1/${made}`, { method: "DELETE", headers: { authorization: `Bearer ${key}` } });
  }
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
