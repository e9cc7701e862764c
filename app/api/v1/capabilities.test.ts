import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKey, type Caller, good, origin, secret, startCaller } from "#lib/api/testing/caller";
import { createDestination } from "#lib/changes/destination";
import { createSecret } from "#lib/changes/secret";
import { admin as person } from "#lib/changes/testing/instance";
import type { CapabilityEvent, CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import { type AppError, fail, ok } from "#lib/result";
import * as capabilities from "./destinations/[id]/capabilities/route";
import * as destinations from "./destinations/route";

const row: CapabilityRow = {
  ...{ number: 1, of: 1, aspect: "settings", what: "As it is set", signal: "traces" },
  ...{ transport: "http", encoding: "protobuf", compression: "gzip" },
  ...{ verdict: "accepted", evidence: "HTTP 200", durationMs: 1 },
};
const summary: CapabilitySummary = {
  ...{ id: "run-1", startedAt: "2026-01-01T00:00:00.000Z", durationMs: 2, requests: 1 },
  ...{ ended: "complete", reason: null, findings: [], batches: [] },
};
type Client = Caller["instance"]["runtime"]["engine"]["client"];
const asked: Parameters<Client["tryCapabilities"]>[0][] = [];
let left = 0;
let refusal: AppError | null = null;
let call: Caller["call"];
let instance: Caller["instance"];
let said: Caller["said"];
let viewer: Caller["viewer"];
let admin: Caller["admin"];

async function* play(): AsyncGenerator<CapabilityEvent> {
  yield { row };
  yield { summary };
}

beforeAll(async () => {
  ({ call, instance, said, viewer, admin } = await startCaller({
    client: {
      async tryCapabilities(request, abort) {
        if (refusal !== null) return { ok: false, error: refusal };
        asked.push(request);
        abort.addEventListener("abort", () => left++, { once: true });
        return ok(play());
      },
    },
  }));
}, 60_000);
afterAll(() => instance.stop());

const create = async (): Promise<string> => {
  const response = await call(destinations.POST, { method: "POST", body: good });
  return (await response.json()).id;
};
const post = (id: string, more: Parameters<Caller["call"]>[1] = {}) =>
  call(capabilities.POST, { method: "POST", id, ...more });

test("rows come as NDJSON, the summary last; the engine gets the saved destination with its secrets", async () => {
  const id = await create();
  const answer = await post(id, { body: { otherTransport: true, largeBatches: true } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect((await answer.text()).split("\n")).toEqual([JSON.stringify({ row }), JSON.stringify({ summary }), ""]);
  expect(asked.at(-1)).toMatchObject({ id, problems: [], otherTransport: true, largeBatches: true });
  expect(asked.at(-1)?.destination.connection?.headers?.[0]?.value).toBe(secret);
});

test("with a named secret the engine hears where it may go; the audit names every origin that is reached", async () => {
  const { runtime } = instance;
  const origins = ["https://otlp.example.com:4318"];
  await createSecret(runtime, person, {
    name: "kept",
    origins,
    values: { "OTEL_HEADER_api-key": "s3cret-value-0001" },
  });
  const reached = async (connection: object) => {
    const made = await createDestination(runtime, person, {
      ...{ name: "Kept", signals: { traces: { enabled: true } } },
      connection: { transport: "http", endpoint: origins[0], ...connection },
    });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    await (await post(made.data.id, { body: { otherTransport: true } })).text();
    const rows = await runtime.database.kysely
      .selectFrom("audit")
      .select("detail")
      .where("action", "=", "destination.capabilities")
      .where("nounId", "=", made.data.id)
      .execute();
    return JSON.parse(rows[0]?.detail ?? "null").target;
  };
  expect(await reached({ secret: "kept" })).toBe("https://otlp.example.com:4318");
  expect(asked.at(-1)?.secretOrigins).toEqual({ traces: origins });
  expect(await reached({ headers: [{ name: "api-key", value: "typed-value-0001" }] })).toBe(
    "https://otlp.example.com:4318, https://otlp.example.com:4317",
  );
  expect(asked.at(-1)?.secretOrigins).toEqual({});
});

test("without a body nothing beyond the endpoint itself is asked for", async () => {
  const id = await create();
  for (const more of [{}, { body: {} }]) {
    expect((await post(id, more)).status).toBe(200);
    expect(asked.at(-1)).toMatchObject({ otherTransport: false, largeBatches: false });
  }
});

test("unknown keys and wrong types are 422 at their place, and nothing starts", async () => {
  const id = await create();
  const before = asked.length;
  const answer = await post(id, { body: { otherTransport: "yes", sdk: true } });
  expect(await answer.json()).toMatchObject({
    status: 422,
    fields: { "/otherTransport": expect.anything(), "/sdk": ["Unknown key"] },
  });
  expect(asked).toHaveLength(before);
});

test("an admin may from the page, a viewer may not, nobody without an identity; unknown ids are 404", async () => {
  const id = await create();
  expect((await post(id, { headers: admin })).status).toBe(200);
  expect((await post(id, { headers: viewer })).status).toBe(403);
  expect((await post(id, { headers: {} })).status).toBe(401);
  expect((await post("none")).status).toBe(404);
});

test("a place that is taken is 429 with Retry-After, an engine that is away 503", async () => {
  const id = await create();
  for (const [error, status] of [
    [fail("rate_limited", "Wait", { retryAfterSeconds: 10 }), 429],
    [fail("unavailable", "Away", { retryAfterSeconds: 1 }), 503],
  ] as const) {
    refusal = error.error;
    const answer = await post(id);
    expect(answer.status).toBe(status);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  refusal = null;
});

test("a client that stops reading ends it", async () => {
  const id = await create();
  const request = new Request(`${origin}/api/v1/x`, { method: "POST", headers: { authorization: `Bearer ${apiKey}` } });
  const before = left;
  const response = await capabilities.POST(request, { params: Promise.resolve({ id }) });
  await response.body?.cancel();
  expect(left).toBe(before + 1);
});

test("no answer held a secret", () => {
  for (const text of said) expect(text).not.toContain(secret);
});
