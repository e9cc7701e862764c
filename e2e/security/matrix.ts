// The authorization matrix: every call, action and page × everybody who may knock, each answer against the table of permissions.
import type { Asker } from "#e2e/security/askers";
import { type BuiltAction, builtRoutes } from "#e2e/security/build";
import { callAction } from "#e2e/security/call-action";
import type { Ledger } from "#e2e/security/ledger";
import { actionNeeds, type Need, otherRoutes, pageNeeds, routeNeeds } from "#e2e/security/needs";
import { calls } from "#lib/api/calls";
import { Problem } from "#lib/api/problem";
import { can } from "#lib/auth/permissions";

/** Let in, asked who it is, or refused. */
type Verdict = "in" | "401" | "403";
type Row = { door: string; verdicts: string[] };

/** Nothing in here may succeed at anything: ids that nobody has, bodies that fit no schema. */
const nonsense = { security: true };
const nobody = "nobody";
/** How a browser asks for a page's payload alone. */
const payload: Record<string, string> = { rsc: "1" };

export async function authorizationMatrix(
  url: string,
  askers: readonly Asker[],
  built: { actions: readonly BuiltAction[]; unknown: readonly string[] },
  ledger: Ledger,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const call of calls) {
    const door = `${call.method} ${call.path}`;
    const need = routeNeeds[door];
    ledger.about(door);
    ledger.check(need !== undefined, `${door}: it is in no table of what it asks for`);
    if (need === undefined) continue;
    const ask = (asker: Asker) => askRoute(url, call, asker, ledger);
    const isRead = call.method === "get";
    rows.push({ door, verdicts: await each(askers, door, ledger, ask, (asker) => routeVerdict(asker, need, isRead)) });
  }
  for (const name of built.unknown) ledger.check(false, `${name}: an action that no source explains`);
  for (const action of built.actions) {
    const door = `action ${action.name}`;
    const need = actionNeeds[action.name];
    ledger.about(door);
    ledger.check(need !== undefined, `${door}: it is in no table of what it asks for`);
    if (need === undefined) continue;
    const ask = (asker: Asker) => askAction(url, action, asker, ledger);
    rows.push({ door, verdicts: await each(askers, door, ledger, ask, (asker) => actionVerdict(asker, need)) });
  }
  return [...rows, await metrics(url, askers, ledger), ...(await pages(url, askers, ledger))];
}

/** Beside the API: a key counts, and from this machine none is needed. */
async function metrics(url: string, askers: readonly Asker[], ledger: Ledger): Promise<Row> {
  const door = "get /metrics";
  ledger.about(door);
  const ask = async ({ headers }: Asker) => {
    const { status, body } = await fetch(`${url}/metrics`, { headers });
    await body?.cancel();
    return status === 200 ? "in" : String(status);
  };
  const due = ({ headers, role }: Asker): Verdict => {
    if (headers.authorization === undefined) return "in";
    return role === null ? "401" : can(role, "destination:read") ? "in" : "403";
  };
  return { door, verdicts: await each(askers, door, ledger, ask, due) };
}

async function pages(url: string, askers: readonly Asker[], ledger: Ledger): Promise<Row[]> {
  const built = builtRoutes();
  ledger.about("every route is told of");
  const told = new Set(calls.map(({ path }) => `/api/v1${path.replaceAll(/\{(\w+)\}/g, "[$1]")}`));
  for (const route of built.routes) {
    ledger.check(
      told.has(route) || otherRoutes.includes(route),
      `${route}: a route that openapi.json does not tell of`,
    );
  }
  const rows: Row[] = [];
  for (const template of built.pages) {
    const need = pageNeeds[template];
    ledger.about(`page ${template}`);
    ledger.check(need !== undefined, `page ${template}: it is in no table of what it asks for`);
    if (need === undefined) continue;
    const target = url + template.replaceAll(/\[[^\]]+\]/g, nobody);
    for (const part of [{}, payload]) {
      const door = `page ${template}${part === payload ? " (payload)" : ""}`;
      const ask = (asker: Asker) => askPage(target, need, asker, part);
      rows.push({ door, verdicts: await each(askers, door, ledger, ask, (asker) => pageVerdict(asker, need)) });
    }
    for (const asker of askers.filter(({ kind }) => kind === "foreign" || kind === "silent")) {
      const { status } = await fetch(target, {
        method: "POST",
        redirect: "manual",
        headers: asker.headers,
        body: "a=b",
      });
      ledger.check(status === 403, `POST to page ${template} from ${asker.name}: ${status}`);
    }
  }
  return rows;
}

async function each(
  askers: readonly Asker[],
  door: string,
  ledger: Ledger,
  ask: (asker: Asker) => Promise<string>,
  expected: (asker: Asker) => Verdict,
): Promise<string[]> {
  const verdicts: string[] = [];
  for (const asker of askers) {
    const said = await ask(asker);
    const due = expected(asker);
    ledger.check(said === due, `${door} × ${asker.name}: ${said}, and not ${due}`);
    verdicts.push(said);
  }
  return verdicts;
}

function routeVerdict({ kind, role }: Asker, need: Need, isRead: boolean): Verdict {
  if (need === "public") return "in";
  if (kind === "foreign") return "403";
  if (kind === "silent" && !isRead) return "403";
  if (role === null) return "401";
  // A key is nobody's: it has no account of its own.
  if (need === "account") return kind === "key" ? "403" : "in";
  return can(role, need) ? "in" : "403";
}

/** Keys open no page's action. */
function actionVerdict({ kind, role: own, onPages }: Asker, need: Need): Verdict {
  if (kind === "foreign" || kind === "silent") return "403";
  if (need === "public") return "in";
  const role = onPages ?? (kind === "person" ? own : null);
  if (role === null) return "401";
  return need === "account" || can(role, need) ? "in" : "403";
}

/** A link on another site may open a page: what it shows is the reader's, and no frame shows it. */
function pageVerdict({ kind, role: own, onPages }: Asker, need: Need): Verdict {
  if (need === "public") return "in";
  const role = onPages ?? (kind === "nobody" || kind === "key" ? null : own);
  if (role === null) return "401";
  return need === "account" || can(role, need) ? "in" : "403";
}

async function askRoute(
  url: string,
  { method, path }: (typeof calls)[number],
  asker: Asker,
  ledger: Ledger,
): Promise<string> {
  const hasBody = method !== "get" && method !== "delete";
  const response = await fetch(`${url}/api/v1${path.replaceAll(/\{\w+\}/g, nobody)}`, {
    method: method.toUpperCase(),
    redirect: "manual",
    headers: { ...asker.headers, ...(hasBody ? { "content-type": "application/json" } : {}) },
    ...(hasBody ? { body: JSON.stringify(nonsense) } : {}),
  });
  const text = await response.text();
  const { status } = response;
  const door = `${method} ${path} × ${asker.name}`;
  if (status >= 400) {
    const isProblem = response.headers.get("content-type") === "application/problem+json";
    ledger.check(isProblem && Problem.safeParse(JSON.parse(text)).success, `${door}: ${status} is no problem+json`);
  }
  ledger.check(status === 204 || status === 200 || status >= 400, `${door}: answered ${status}`);
  // Without a place for it in address or body it was no nonsense.
  const mayBeDone = method === "get" || (!hasBody && !path.includes("{"));
  ledger.check(status < 300 ? mayBeDone : status < 500, `${door}: nonsense got ${status}`);
  return status === 401 || status === 403 ? String(status) : "in";
}

async function askAction(url: string, action: BuiltAction, asker: Asker, ledger: Ledger): Promise<string> {
  const { status, code } = await callAction(url, action, asker.headers, nonsense);
  if (status === 403) return "403";
  const isAnswer = status < 400 && code !== null && code !== "internal" && code !== "ok";
  ledger.check(isAnswer, `action ${action.name} × ${asker.name}: nonsense got ${status} ${code}`);
  if (code === "unauthenticated") return "401";
  return code === "forbidden" ? "403" : "in";
}

async function askPage(target: string, need: Need, asker: Asker, part: Record<string, string>): Promise<string> {
  const headers = { ...asker.headers, ...part };
  const { status, place } = await openPage(target, headers);
  if (status >= 500 || status === 403) return String(status);
  if (need === "public") return "in";
  return /^(https?:\/\/[^/]+)?\/(login|setup)/.test(place) ? "401" : "in";
}

/** `place`: where it leads, by a header or in the payload. Next first adds a parameter of its own to the address of a payload. */
async function openPage(target: string, headers: Record<string, string>): Promise<{ status: number; place: string }> {
  const response = await fetch(target, { redirect: "manual", headers });
  const text = await response.text();
  const place = response.headers.get("location") ?? /NEXT_REDIRECT;\w+;([^;]+);/.exec(text)?.[1] ?? "";
  const next = URL.parse(place, target);
  const isSamePage = next?.pathname === URL.parse(target)?.pathname && next?.search === "?_rsc" && next.href !== target;
  return isSamePage ? openPage(next.href, headers) : { status: response.status, place };
}

const letters: Record<string, string> = { in: "·", "401": "?", "403": "×" };

export function printMatrix(rows: readonly Row[], askers: readonly Asker[], say: (line: string) => void): void {
  say("  · let in   ? asked who it is (401, sign-in)   × refused (403)");
  for (const [index, { name }] of askers.entries()) say(`  ${"│ ".repeat(index)}${name}`);
  for (const { door, verdicts } of rows) say(`  ${verdicts.map((one) => letters[one] ?? one).join(" ")}  ${door}`);
}
