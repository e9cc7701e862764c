// What is being answered ends with the right to ask for it, in time: the looks at it are a second apart.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, good, origin, type Route, stage, startCaller } from "#lib/api/testing/caller";
import { changePerson, listPeople } from "#lib/changes/people";
import { ok } from "#lib/result";
import * as audit from "./audit/route";
import * as key from "./keys/[id]/route";
import * as keys from "./keys/route";
import * as probe from "./probe/route";

let caller: Caller;
/** Probes that wait for their peer, and would for ever. */
const cancelled: string[] = [];

async function* hanging(id: string, abort: AbortSignal) {
  yield { stage };
  await new Promise((resolve) => abort.addEventListener("abort", resolve, { once: true }));
  cancelled.push(id);
}

beforeAll(async () => {
  caller = await startCaller({ client: { readProbe: async (id, abort) => ok(hanging(id, abort)) } });
}, 60_000);
afterAll(() => caller.instance.stop());

const system = { kind: "system" as const, id: null, name: "test" };
const lines = { accept: "application/x-ndjson" };
const ask = (route: Route, method: string, headers: Record<string, string>, body?: object) => {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const sent = { method, headers: { "content-type": "application/json", ...headers }, ...content };
  return route(new Request(`${origin}/api/v1/x?format=ndjson`, sent), { params: Promise.resolve({}) });
};
const newKey = async (role: string) => {
  const made = await caller.call(keys.POST, { method: "POST", body: { name: `${role} ${Math.random()}`, role } });
  const { id, key: text } = (await made.json()) as { id: string; key: string };
  const revoke = () => caller.call(key.DELETE, { method: "DELETE", id });
  return { headers: { authorization: `Bearer ${text}` }, revoke };
};
const eve = async () => {
  const people = await listPeople(caller.instance.runtime);
  const id = people.find(({ email }) => email === "eve@example.com")?.id ?? "";
  const change = (to: Parameters<typeof changePerson>[3]) => changePerson(caller.instance.runtime, system, id, to);
  return { change };
};
/** The first line of a probe's stream, and what comes after it. */
const stream = async (headers: Record<string, string>) => {
  const answer = await ask(probe.POST, "POST", { ...headers, ...lines }, { destination: good });
  expect(answer.status).toBe(200);
  const reader = answer.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"stage"');
  return { rest: reader?.read() ?? Promise.reject(new Error("no body")) };
};
const cut = { name: "AbortError" };

test("the stream of a probe is broken off when its key is revoked, and the probe is cancelled", async () => {
  const { headers, revoke } = await newKey("editor");
  const { rest } = await stream(headers);
  const before = cancelled.length;
  await revoke();
  await expect(rest).rejects.toMatchObject(cut);
  await expect.poll(() => cancelled.length).toBe(before + 1);
});

test("a report that somebody waits for is refused when the key is revoked meanwhile", async () => {
  const { headers, revoke } = await newKey("editor");
  const answer = ask(probe.POST, "POST", headers, { destination: good });
  await expect.poll(() => caller.instance.probes.length).toBeGreaterThan(1);
  await revoke();
  expect((await answer).status).toBe(403);
});

test("the audit's download is broken off when its key is revoked, also while nobody reads", async () => {
  const { headers, revoke } = await newKey("viewer");
  const answer = await ask(audit.GET, "GET", headers);
  expect(answer.status).toBe(200);
  await revoke();
  await expect(answer.body?.getReader().closed).rejects.toMatchObject(cut);
});

test("a person's stream ends when they lose the role for it, are deactivated, or their session is ended", async () => {
  const { viewer } = caller;
  const { change } = await eve();
  await change({ role: "editor" });
  const first = await stream(viewer);
  await change({ role: "viewer" });
  await expect(first.rest).rejects.toMatchObject(cut);
  await change({ role: "editor" });
  const second = await stream(viewer);
  await change({ active: false });
  await expect(second.rest).rejects.toMatchObject(cut);
  const third = await stream(caller.admin);
  const { kysely } = caller.instance.runtime.database;
  await kysely.deleteFrom("session").execute();
  await expect(third.rest).rejects.toMatchObject(cut);
});

test("a stream goes on while nothing is taken from whoever asked", async () => {
  const { headers } = await newKey("editor");
  const { rest } = await stream(headers);
  const other = await newKey("editor");
  const { rest: ended } = await stream(other.headers);
  await other.revoke();
  await expect(ended).rejects.toMatchObject(cut);
  expect(await Promise.race([rest, Promise.resolve("goes on")])).toBe("goes on");
});
