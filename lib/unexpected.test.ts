import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { json } from "#lib/api/answer";
import { defineRoute } from "#lib/api/define-route";
import { Problem } from "#lib/api/problem";
import { type Caller, good, startCaller } from "#lib/api/testing/caller";
import { identityOf } from "#lib/auth/identity";
import { createDestination } from "#lib/changes/destination";

let caller: Caller;

beforeEach(async () => {
  caller = await startCaller();
}, 60_000);
afterEach(() => caller.instance.stop());

const user = identityOf({ id: "u1", email: "ada@example.com", role: "admin", signedInAt: new Date(0) });
const create = defineRoute({
  permission: "destination:write",
  body: "json",
  run: async ({ runtime, body }) => {
    const made = await createDestination(runtime, user, body);
    return made.ok ? { ok: true, data: json(made.data, 201) } : made;
  },
});

test("a store that takes no writes is 503 with what to do, and the next one goes through when it does", async () => {
  const { kysely } = caller.instance.runtime.database;
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(kysely);
  await sql`pragma max_page_count = ${sql.raw(String(rows[0]?.page_count))}`.execute(kysely);
  const large = {
    ...good,
    labels: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, "v".repeat(256)])),
  };
  const refused = await caller.call(create, { method: "POST", body: large });
  expect(refused.status).toBe(503);
  expect(Problem.parse(await refused.json())).toMatchObject({
    code: "unavailable",
    ref: null,
    detail: "The disk of the data directory is full: make room, then try again",
  });
  await sql`pragma max_page_count = 100000`.execute(kysely);
  expect((await caller.call(create, { method: "POST", body: large })).status).toBe(201);
});
