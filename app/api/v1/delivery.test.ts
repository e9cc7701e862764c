import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, good, type Route, startCaller } from "#lib/api/testing/caller";
import { createSecret } from "#lib/changes/secret";
import { admin } from "#lib/changes/testing/instance";
import { type DeliveryAttempt, DeliveryHistory, ReceiverStatus, type RejectedRequest } from "#lib/destination/delivery";
import { StatusOfNodes } from "#lib/destination/node";
import { fail, ok } from "#lib/result";
import * as attempts from "./destinations/[id]/attempts/route";
import * as discard from "./destinations/[id]/discard/route";
import * as history from "./destinations/[id]/history/route";
import * as pause from "./destinations/[id]/pause/route";
import * as rejectedRequest from "./destinations/[id]/rejected/[name]/route";
import * as rejected from "./destinations/[id]/rejected/route";
import * as resume from "./destinations/[id]/resume/route";
import * as retry from "./destinations/[id]/retry/route";
import * as destination from "./destinations/[id]/route";
import * as oneStatus from "./destinations/[id]/status/route";
import * as destinations from "./destinations/route";
import * as status from "./status/route";

let call: Caller["call"];
let instance: Caller["instance"];
let viewer: Caller["viewer"];
let statusCalls = 0;
const asked: unknown[] = [];

const attempt: DeliveryAttempt = {
  at: "2026-01-01T00:00:00.000Z",
  signal: "traces",
  items: 12,
  bytes: 900,
  durationMs: 4.2,
  outcome: "retry",
  status: "503",
  message: "try later",
};
const givenUp: RejectedRequest = {
  at: attempt.at,
  signal: "traces",
  items: 1,
  bytes: 3,
  cut: false,
  reason: "400: no such field",
  name: "001767225600000-000000001-traces.otlp",
};
const series = {
  stepMs: 10_000,
  from: attempt.at,
  received: [1],
  delivered: [1],
  lost: [0],
  queued: [0],
  oldestAgeMs: [0],
};

beforeAll(async () => {
  ({ call, instance, viewer } = await startCaller({
    client: {
      attempts: async (id, limit) => {
        asked.push([id, limit]);
        return ok([attempt]);
      },
      history: async () => ok({ hour: series, day: series }),
      retry: async () => ok("tried"),
      discard: async () => ok({ items: 7 }),
      rejected: async () => ok([givenUp]),
      rejectedRequest: async (_id, name) =>
        name === givenUp.name ? ok(Buffer.from([0x0a, 0xff, 0x00])) : fail("not_found", "No such request"),
    },
  }));
  const { client } = instance.runtime.engine;
  const answer = client.status;
  client.status = () => {
    statusCalls++;
    return answer();
  };
}, 60_000);
afterAll(() => instance.stop());

const create = async (): Promise<{ id: string }> => {
  const response = await call(destinations.POST, { method: "POST", body: good });
  expect(response.status).toBe(201);
  return response.json();
};
const post = (route: Route, id: string, headers?: Record<string, string>) =>
  call(route, { method: "POST", id, ...(headers ? { headers } : {}) });
/** As while the engine is away, for as long as `run` lasts. */
async function away(run: () => Promise<void>) {
  const { client } = instance.runtime.engine;
  const kept = { ...client };
  const gone = async () => fail("unavailable", "The engine is not running; it starts again by itself");
  Object.assign(client, {
    ...{ status: gone, statusOf: gone, attempts: gone, history: gone, retry: gone, discard: gone },
    ...{ rejected: gone, rejectedRequest: gone },
  });
  await run().finally(() => Object.assign(client, kept));
}

test("the status of all is one question to the engine, with names and the receiver", async () => {
  const [one, two] = [await create(), await create()];
  statusCalls = 0;
  const listed = await (await call(status.GET)).json();
  expect(statusCalls).toBe(1);
  expect(Object.keys(listed)).toEqual(["items", "receiver", "nodes"]);
  expect(ReceiverStatus.parse(listed.receiver)).toEqual(listed.receiver);
  for (const { id } of [one, two]) {
    const { name, ...item } = listed.items.find((found: { id: string }) => found.id === id);
    expect(name).toBe("One");
    const { nodes, ...shown } = StatusOfNodes.parse(await (await call(oneStatus.GET, { id })).json());
    expect({ ...shown, id }).toEqual(item);
    expect(nodes).toMatchObject([{ self: true, away: false, owner: true, state: item.state, ledger: item.ledger }]);
  }
});

test("the status of one is a question about that one", async () => {
  const { id } = await create();
  statusCalls = 0;
  expect((await call(oneStatus.GET, { id })).status).toBe(200);
  expect(statusCalls).toBe(0);
});

test("a deleted destination is in no status, although the engine keeps its queue", async () => {
  const { id } = await create();
  await call(destination.DELETE, { method: "DELETE", id });
  expect(instance.configurations.at(-1)?.destinations.map((told) => told.id)).toContain(id);
  const listed = await (await call(status.GET)).json();
  expect(listed.items.map((item: { id: string }) => item.id)).not.toContain(id);
  expect((await call(oneStatus.GET, { id })).status).toBe(404);
});

test("pause and resume answer with the status that holds then, however often", async () => {
  const { id } = await create();
  for (const [route, state] of [
    [pause.POST, "paused"],
    [pause.POST, "paused"],
    [resume.POST, "nothing_to_send"],
    [resume.POST, "nothing_to_send"],
  ] as const) {
    const answer = await post(route, id);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ state });
  }
  expect(await (await call(destination.GET, { id })).json()).toMatchObject({ revision: 1 });
});

test("retry and discard answer with the status", async () => {
  const { id } = await create();
  for (const route of [retry.POST, discard.POST]) {
    const answer = await post(route, id);
    expect(answer.status).toBe(200);
    expect(StatusOfNodes.safeParse(await answer.json()).success).toBe(true);
  }
});

test("attempts come as many as asked for, 50 unless told, and any other number is 422", async () => {
  const { id } = await create();
  for (const [query, limit] of [
    ["", 50],
    ["?limit=1", 1],
    ["?limit=500", 500],
  ] as const) {
    asked.length = 0;
    const answer = await call(attempts.GET, { id, query });
    expect(await answer.json()).toEqual({ items: [attempt], next: null });
    expect(asked).toEqual([[id, limit]]);
  }
  for (const limit of ["0", "501", "-1", "1.5", "x", "", "1e9", "NaN"]) {
    expect((await call(attempts.GET, { id, query: `?limit=${limit}` })).status).toBe(422);
  }
});

test("the history is what the engine counted", async () => {
  const { id } = await create();
  const answer = await (await call(history.GET, { id })).json();
  expect(DeliveryHistory.parse(answer)).toEqual({ hour: series, day: series });
});

test("what was given up is listed, and its content is a download for those who may change the destination", async () => {
  const { id } = await create();
  expect(await (await call(rejected.GET, { id, headers: viewer })).json()).toEqual({ items: [givenUp], next: null });
  const { name } = givenUp;
  const answer = await call(rejectedRequest.GET, { id, name });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/x-protobuf",
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
  });
  expect([...(await answer.bytes())]).toEqual([0x0a, 0xff, 0x00]);
  expect((await call(rejectedRequest.GET, { id, name, headers: viewer })).status).toBe(403);
  expect((await call(rejectedRequest.GET, { id, name, headers: {} })).status).toBe(401);
  expect((await call(rejectedRequest.GET, { id: "none", name })).status).toBe(404);
});

test.each([
  "../1-1-traces.otlp",
  "1-1-traces.otlp\n",
  "1-traces.otlp",
  "1-1-spans.otlp",
  "",
  "..",
  "1-1-traces.otlp/..",
])("the name %j is none: 404, and the engine is not asked", async (name) => {
  const { id } = await create();
  const { client } = instance.runtime.engine;
  const kept = client.rejectedRequest;
  client.rejectedRequest = async () => ok(Buffer.from("leaked"));
  expect((await call(rejectedRequest.GET, { id, name })).status).toBe(404);
  client.rejectedRequest = kept;
});

test("while the engine is away everything it would know is 503, and nothing is made up", async () => {
  const { id } = await create();
  await away(async () => {
    const answers = await Promise.all([
      call(status.GET),
      call(oneStatus.GET, { id }),
      call(attempts.GET, { id }),
      call(history.GET, { id }),
      call(rejected.GET, { id }),
      call(rejectedRequest.GET, { id, name: givenUp.name }),
      ...[pause, resume, retry, discard].map(({ POST }) => post(POST, id)),
    ]);
    for (const answer of answers) expect(await answer.json()).toMatchObject({ status: 503, code: "unavailable" });
    expect((await call(destination.GET, { id })).status).toBe(200);
  });
});

test("a destination that the engine does not know yet is 503, not a state", async () => {
  const { id } = await create();
  const { client } = instance.runtime.engine;
  const { status: answer, statusOf } = client;
  client.status = async () => {
    const told = await answer();
    return told.ok ? ok({ ...told.data, items: [] }) : told;
  };
  client.statusOf = async () => fail("not_found", "The engine knows no such destination");
  expect((await call(oneStatus.GET, { id })).status).toBe(503);
  expect(await (await call(status.GET)).json()).toMatchObject({ items: [] });
  Object.assign(client, { status: answer, statusOf });
});

test("a viewer reads all of it and does nothing of it; without an identity it is 401; unknown ids are 404", async () => {
  const { id } = await create();
  for (const { GET } of [oneStatus, attempts, history, rejected]) {
    expect((await call(GET, { id, headers: viewer })).status).toBe(200);
    expect((await call(GET, { id, headers: {} })).status).toBe(401);
    expect((await call(GET, { id: "none" })).status).toBe(404);
  }
  for (const { POST } of [pause, resume, retry, discard]) {
    expect((await post(POST, id, viewer)).status).toBe(403);
    expect((await post(POST, id, {})).status).toBe(401);
    expect((await post(POST, "none")).status).toBe(404);
  }
});

test("a failure that is told of a named secret's header proposes no change of a row that the form does not have", async () => {
  const { runtime } = instance;
  const values = { "OTEL_HEADER_x-key": "s3cret-value-0001" };
  await createSecret(runtime, admin, { name: "vendor", origins: ["http://127.0.0.1:4318"], values });
  const body = { ...good, connection: { ...good.connection, secret: "vendor" } };
  const { id } = await (await call(destinations.POST, { method: "POST", body })).json();
  const { client } = runtime.engine;
  const { statusOf, status: all } = client;
  const fix = (row: number) => ({
    label: "Trim",
    changes: [{ path: `/connection/headers/${row}/value`, transform: "trim" as const }],
  });
  const told = { certainty: "certain" as const, signals: ["traces" as const], title: "A blank", advice: "Trim it." };
  const diagnosis = [0, 1].map((row) => ({ ...told, code: "header.trailing_newline", fix: fix(row) }));
  client.statusOf = async (asked) => {
    const status = await statusOf(asked);
    return status.ok ? ok({ ...status.data, diagnosis }) : status;
  };
  client.status = async () => {
    const status = await all();
    const withIt = (item: { id: string }) => (item.id === id ? { ...item, diagnosis } : item);
    return status.ok
      ? ok({ ...status.data, items: status.data.items.map(withIt) as typeof status.data.items })
      : status;
  };
  const shown = [{ fix: fix(0) }, { fix: null, advice: expect.stringContaining("the secret vendor") }];
  expect(await (await call(oneStatus.GET, { id })).json()).toMatchObject({ diagnosis: shown });
  const list = await (await call(status.GET)).json();
  expect(list.items.find((item: { id: string }) => item.id === id)).toMatchObject({ diagnosis: shown });
  Object.assign(client, { statusOf, status: all });
});
