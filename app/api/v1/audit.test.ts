import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, good, secret, startCaller } from "#lib/api/testing/caller";
import { AuditItem, AuditList } from "#lib/audit/entry";
import * as audit from "./audit/route";
import * as destinations from "./destinations/route";

let call: Caller["call"];
let instance: Caller["instance"];
let viewer: Caller["viewer"];

beforeAll(async () => {
  ({ call, instance, viewer } = await startCaller());
  for (const name of ["One", "Two", "Three"]) {
    await call(destinations.POST, { method: "POST", body: { ...good, name } });
  }
}, 60_000);
afterAll(() => instance.stop());

const read = async (query: string) => AuditList.parse(await (await call(audit.GET, { query })).json());
const namesOf = async (query: string) => (await read(query)).items.map(({ noun }) => noun.name);

test("who did what is told newest first, page by page, to a viewer too, and never a value of a secret", async () => {
  const first = await read("?noun=destination&limit=2");
  expect(first.items.map(({ noun }) => noun.name)).toEqual(["Three", "Two"]);
  expect(first.items[0]).toMatchObject({
    actor: { kind: "key", id: "OUTSPAN_API_KEY", name: "OUTSPAN_API_KEY" },
    action: "destination.create",
    outcome: "done",
  });
  expect(await namesOf(`?noun=destination&limit=2&cursor=${first.next}`)).toEqual(["One"]);
  const seen = await call(audit.GET, { headers: viewer });
  expect(seen.status).toBe(200);
  expect(await seen.text()).not.toContain(secret);
});

test("a filter is in the address: who, action, noun, time and words, alone and together", async () => {
  expect(await namesOf("?who=key:OUTSPAN_API_KEY&q=thr")).toEqual(["Three"]);
  expect(await namesOf("?who=key:nobody")).toEqual([]);
  expect(await namesOf("?action=session.create")).toEqual(["eve@example.com", "ada@example.com"]);
  expect(await namesOf("?noun=destination&from=2026-01-02")).toEqual([]);
  expect(await namesOf("?noun=destination&from=2026-01-01&to=2026-01-02T00:00:00Z&q=two")).toEqual(["Two"]);
});

test("the download of a filter is all of it, a line each, under a file's name", async () => {
  const page = await read("?noun=destination&limit=1");
  for (const sent of [
    { query: "?noun=destination&limit=1&format=ndjson" },
    { query: "?noun=destination", isAsked: true },
  ]) {
    const headers = sent.isAsked ? { ...viewer, accept: "application/x-ndjson" } : viewer;
    const answer = await call(audit.GET, { query: sent.query, headers });
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="outspan-audit-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    const lines = (await answer.text()).trim().split("\n");
    const items = lines.map((line) => AuditItem.parse(JSON.parse(line)));
    expect(items.map(({ noun }) => noun.name)).toEqual(["Three", "Two", "One"]);
    expect(items[0]).toEqual(page.items[0]);
  }
});

test("what is no filter is 422 at its name", async () => {
  const wrong = await call(audit.GET, { query: "?from=yesterday&q=%00" });
  expect(await wrong.json()).toMatchObject({
    status: 422,
    fields: { "/from": expect.anything(), "/q": expect.anything() },
  });
  for (const query of ["?limit=0", "?limit=501", "?cursor=-1", "?cursor=x"]) {
    expect((await call(audit.GET, { query })).status).toBe(422);
  }
  expect((await call(audit.GET, { headers: {} })).status).toBe(401);
});
