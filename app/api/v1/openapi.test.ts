import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "#lib/api/problem";
import { type Caller, type Route, startCaller } from "#lib/api/testing/caller";
import * as nowhere from "./[...path]/route";
import * as accountPassword from "./account/password/route";
import * as recoveryCodes from "./account/recovery-codes/route";
import * as account from "./account/route";
import * as signInAgain from "./account/sign-in-again/route";
import * as twoFactorConfirm from "./account/two-factor/confirm/route";
import * as twoFactorEnd from "./account/two-factor/end/route";
import * as twoFactor from "./account/two-factor/route";
import * as audit from "./audit/route";
import * as configDifference from "./config/difference/route";
import * as config from "./config/route";
import * as attempts from "./destinations/[id]/attempts/route";
import * as capabilities from "./destinations/[id]/capabilities/route";
import * as discard from "./destinations/[id]/discard/route";
import * as exported from "./destinations/[id]/export/route";
import * as history from "./destinations/[id]/history/route";
import * as pause from "./destinations/[id]/pause/route";
import * as savedProbe from "./destinations/[id]/probe/route";
import * as rejectedRequest from "./destinations/[id]/rejected/[name]/route";
import * as rejected from "./destinations/[id]/rejected/route";
import * as resume from "./destinations/[id]/resume/route";
import * as retry from "./destinations/[id]/retry/route";
import * as difference from "./destinations/[id]/revisions/[revision]/difference/route";
import * as restore from "./destinations/[id]/revisions/[revision]/restore/route";
import * as revision from "./destinations/[id]/revisions/[revision]/route";
import * as revisions from "./destinations/[id]/revisions/route";
import * as destination from "./destinations/[id]/route";
import * as oneStatus from "./destinations/[id]/status/route";
import * as undelete from "./destinations/[id]/undelete/route";
import * as destinations from "./destinations/route";
import * as live from "./health/live/route";
import * as health from "./health/route";
import * as imported from "./import/route";
import * as oneKey from "./keys/[id]/route";
import * as keys from "./keys/route";
import * as openapi from "./openapi.json/route";
import * as personLink from "./people/[id]/link/route";
import * as person from "./people/[id]/route";
import * as personTwoFactor from "./people/[id]/two-factor/route";
import * as people from "./people/route";
import * as onePreset from "./presets/[id]/route";
import * as presets from "./presets/route";
import * as probe from "./probe/route";
import * as probes from "./probes/[id]/route";
import * as secretProbe from "./secrets/[name]/probe/route";
import * as secretDifference from "./secrets/[name]/revisions/[revision]/difference/route";
import * as secretRevisions from "./secrets/[name]/revisions/route";
import * as oneSecret from "./secrets/[name]/route";
import * as secrets from "./secrets/route";
import * as session from "./sessions/[id]/route";
import * as sessions from "./sessions/route";
import * as settingsDifference from "./settings/revisions/[revision]/difference/route";
import * as settingsRestore from "./settings/revisions/[revision]/restore/route";
import * as settingsRevisions from "./settings/revisions/route";
import * as settings from "./settings/route";
import * as webhookTest from "./settings/webhooks/[id]/test/route";
import * as status from "./status/route";

let call: Caller["call"];
let instance: Caller["instance"];

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const routes: Record<string, object> = {
  "/destinations/{id}/export": exported,
  "/import": imported,
  "/health": health,
  "/health/live": live,
  "/openapi.json": openapi,
  "/probe": probe,
  "/probes/{id}": probes,
  "/destinations": destinations,
  "/destinations/{id}": destination,
  "/destinations/{id}/probe": savedProbe,
  "/destinations/{id}/capabilities": capabilities,
  "/destinations/{id}/undelete": undelete,
  "/destinations/{id}/status": oneStatus,
  "/destinations/{id}/pause": pause,
  "/destinations/{id}/resume": resume,
  "/destinations/{id}/retry": retry,
  "/destinations/{id}/discard": discard,
  "/destinations/{id}/attempts": attempts,
  "/destinations/{id}/history": history,
  "/destinations/{id}/rejected": rejected,
  "/destinations/{id}/rejected/{name}": rejectedRequest,
  "/destinations/{id}/revisions": revisions,
  "/destinations/{id}/revisions/{revision}": revision,
  "/destinations/{id}/revisions/{revision}/difference": difference,
  "/destinations/{id}/revisions/{revision}/restore": restore,
  "/presets": presets,
  "/presets/{id}": onePreset,
  "/status": status,
  "/people": people,
  "/people/{id}": person,
  "/people/{id}/link": personLink,
  "/people/{id}/two-factor": personTwoFactor,
  "/account": account,
  "/account/password": accountPassword,
  "/account/two-factor": twoFactor,
  "/account/two-factor/confirm": twoFactorConfirm,
  "/account/two-factor/end": twoFactorEnd,
  "/account/recovery-codes": recoveryCodes,
  "/account/sign-in-again": signInAgain,
  "/sessions": sessions,
  "/sessions/{id}": session,
  "/audit": audit,
  "/secrets": secrets,
  "/secrets/{name}": oneSecret,
  "/secrets/{name}/probe": secretProbe,
  "/config": config,
  "/config/difference": configDifference,
  "/settings": settings,
  "/secrets/{name}/revisions": secretRevisions,
  "/secrets/{name}/revisions/{revision}/difference": secretDifference,
  "/settings/revisions": settingsRevisions,
  "/settings/revisions/{revision}/difference": settingsDifference,
  "/settings/revisions/{revision}/restore": settingsRestore,
  "/keys": keys,
  "/keys/{id}": oneKey,
  "/settings/webhooks/{id}/test": webhookTest,
};

/** Without an identity: what a path has is 401 at most. */
async function answerOf(module: object, method: string): Promise<Response> {
  const route: Route | undefined = Reflect.get(module, method);
  if (route === undefined) throw new Error(`${method} is not exported`);
  return call(route, { method, headers: {}, id: "x" });
}

beforeAll(async () => {
  ({ call, instance } = await startCaller());
}, 60_000);
afterAll(() => instance.stop());

test("health is 503 while the engine is away, live stays 200", async () => {
  const { runtime } = instance;
  expect(await (await call(health.GET)).json()).toEqual({ status: "ok", engine: "running", engineAbsences: 0 });
  const { isRunning } = runtime.engine;
  runtime.engine.isRunning = () => false;
  const away = await call(health.GET, { headers: {} });
  expect(away.status).toBe(503);
  expect(await away.json()).toEqual({ status: "unavailable", engine: "stopped", engineAbsences: 0 });
  expect((await call(live.GET, { headers: {} })).status).toBe(200);
  runtime.engine.isRunning = isRunning;
});

test("a method that a path does not have is 405 as a complete problem, and Allow tells those it has", async () => {
  for (const module of Object.values(routes)) {
    const answers = await Promise.all(methods.map(async (name) => [name, await answerOf(module, name)] as const));
    const has = answers.filter(([, { status }]) => status !== 405).map(([name]) => name);
    const allow = `${has.join(", ").replace("GET", "GET, HEAD")}, OPTIONS`;
    for (const [name, refused] of answers.filter(([, { status }]) => status === 405)) {
      expect(refused.headers.get("content-type")).toBe("application/problem+json");
      expect(refused.headers.get("allow")).toBe(allow);
      const problem = Problem.parse(await refused.json());
      expect(problem).toMatchObject({ status: 405, title: "Method Not Allowed", code: "invalid", ref: null });
      expect(problem.detail).toContain(name);
    }
    expect((await answerOf(module, "OPTIONS")).headers.get("allow")).toBe(allow);
  }
});

test("every change may be one too many: each call but GET lists 429", async () => {
  const document = await (await call(openapi.GET, { headers: {} })).json();
  const calls = Object.values<Record<string, { responses: object }>>(document.paths).flatMap(Object.entries);
  expect(calls.length).toBeGreaterThan(12);
  for (const [method, { responses }] of calls) {
    expect([method, "429" in responses]).toEqual([method, method !== "get"]);
  }
});

test("a call that does not exist is a problem too", async () => {
  expect(await (await call(nowhere.GET)).json()).toMatchObject({ status: 404, code: "not_found" });
});

test("openapi.json describes every route there is, and every reference in it resolves", async () => {
  const document = await (await call(openapi.GET, { headers: {} })).json();
  const described = Object.entries(document.paths).map(([path, calls]) => [path, Object.keys(calls as object).sort()]);
  const built = await Promise.all(
    Object.entries(routes).map(async ([path, module]) => {
      const answered = await Promise.all(methods.map(async (name) => [name, await answerOf(module, name)] as const));
      return [path, answered.flatMap(([name, { status }]) => (status === 405 ? [] : [name.toLowerCase()])).sort()];
    }),
  );
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(built));
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  const names = new Set([...references].map(([, name]) => name));
  for (const name of names) expect(Object.keys(document.components.schemas)).toContain(name);
  expect(names.size).toBeGreaterThan(8);
});
