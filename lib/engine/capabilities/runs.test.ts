// Runs over the socket: their places, their ends, and that the summary is always the last word.
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { CapabilityEvent, CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import type { RunCapabilities } from "#lib/engine/capabilities/runs";
import type { CapabilityRequest } from "#lib/engine/protocol";
import { engine, request as probeRequest, short } from "#lib/engine/testing/control";

const row: CapabilityRow = {
  ...{ number: 1, of: 2, aspect: "settings", what: "As it is set", signal: "traces" },
  ...{ transport: "http", encoding: "protobuf", compression: "gzip" },
  ...{ verdict: "accepted", evidence: "HTTP 200", durationMs: 1 },
};
const summary: CapabilitySummary = {
  ...{ id: "run-1", startedAt: "2026-11-21T12:00:00.000Z", durationMs: 2, requests: 1 },
  ...{ ended: "complete", reason: null, findings: [], batches: [] },
};
const asked = (id: string): CapabilityRequest => ({
  ...{ id, runId: "run-1", destination: probeRequest.destination, problems: [], secretOrigins: {} },
  ...{ otherTransport: false, largeBatches: false },
});
const quick: RunCapabilities = async (_request, { emit }) => {
  emit(row);
  return summary;
};
/** Tells one row and then lasts until it is cancelled. */
const lasting: RunCapabilities = async (_request, { abort, emit }) => {
  emit(row);
  if (!abort.aborted) await once(abort, "abort");
  return { ...summary, ended: "cancelled" };
};
type Client = Awaited<ReturnType<typeof engine>>["client"];

async function begin(client: Client, id: string, abort = new AbortController()) {
  const opened = await client.tryCapabilities(asked(id), abort.signal);
  if (!opened.ok) throw new Error(opened.error.message);
  return { events: opened.data[Symbol.asyncIterator](), abort };
}
async function rest(events: AsyncIterator<CapabilityEvent>): Promise<CapabilityEvent[]> {
  const seen: CapabilityEvent[] = [];
  for (let next = await events.next(); !next.done; next = await events.next()) seen.push(next.value);
  return seen;
}

describe("a run over the socket", () => {
  test("each row as it ends, then the summary", async () => {
    const { client } = await engine(short, { tryCapabilities: quick });
    const { events } = await begin(client, "d1");
    expect(await rest(events)).toEqual([{ row }, { summary }]);
  });

  test("one at a time for a destination, three in all: the next is told when to come again, and gets the place that is free", async () => {
    const { client } = await engine(short, { tryCapabilities: lasting });
    const first = await begin(client, "d1");
    expect(await client.tryCapabilities(asked("d1"), new AbortController().signal)).toMatchObject({
      error: { code: "rate_limited", retryAfterSeconds: expect.any(Number) },
    });
    await begin(client, "d2");
    await begin(client, "d3");
    expect(await client.tryCapabilities(asked("d4"), new AbortController().signal)).toMatchObject({
      error: { code: "rate_limited", retryAfterSeconds: expect.any(Number) },
    });
    first.abort.abort();
    await expect
      .poll(async () => (await client.tryCapabilities(asked("d4"), new AbortController().signal)).ok)
      .toBe(true);
  });

  test("who leaves ends it", async () => {
    const ended: boolean[] = [];
    const noting: RunCapabilities = async (request, run) => {
      const result = await lasting(request, run);
      ended.push(true);
      return result;
    };
    const { client } = await engine(short, { tryCapabilities: noting });
    const { events, abort } = await begin(client, "d1");
    expect((await events.next()).value).toEqual({ row });
    abort.abort();
    expect(await rest(events)).toEqual([]);
    await expect.poll(() => ended).toEqual([true]);
  });

  test("a bug ends with a summary too, and its reference is the log's", async () => {
    const { client, bugs } = await engine(short, {
      async tryCapabilities(_request, { emit }) {
        emit(row);
        throw new Error("a bug");
      },
    });
    const seen = await rest((await begin(client, "d1")).events);
    expect(seen).toMatchObject([{ row }, { summary: { id: "run-1", ended: "internal", requests: 1 } }]);
    expect(JSON.stringify(seen)).toContain("ref-1");
    expect(JSON.stringify(seen)).not.toContain("a bug");
    expect(bugs).toHaveLength(1);
  });

  test("an engine that dies in between: the rows stay, and a summary says so", async () => {
    const { client, kill } = await engine(short, { tryCapabilities: lasting });
    const { events } = await begin(client, "d1");
    await events.next();
    kill();
    expect(await rest(events)).toMatchObject([{ summary: { id: "run-1", ended: "internal", requests: 1 } }]);
  });

  test("before the first configuration none starts", async () => {
    const { client } = await engine(short, { tryCapabilities: quick, isConfigured: false });
    const early = await client.tryCapabilities(asked("d1"), new AbortController().signal);
    expect(early).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });
});
