import { afterEach, expect, test } from "vitest";
import { createDestination } from "#lib/changes/destination";
import { readProbe, startProbe, startSavedProbe } from "#lib/changes/probe";
import { createSecret } from "#lib/changes/secret";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";
import { listAudit } from "#lib/db/audit-list";
import type { ProbeEvent } from "#lib/otlp/report";

const draft = {
  name: "Draft",
  connection: {
    transport: "http",
    endpoint: "https://otlp.example.com/otlp",
    headers: [{ name: "api-key", value: "sk-never-in-the-audit" }],
  },
  signals: {
    traces: { enabled: true },
    logs: { enabled: true, connection: { endpoint: "http://127.0.0.1:4318/v1/logs" } },
  },
};
const target = "https://otlp.example.com:443, http://127.0.0.1:4318";
const running = new AbortController().signal;

let instance: Instance;
afterEach(() => instance.stop());

async function probes() {
  const all = { who: null, action: "destination.probe", noun: null, from: null, to: null, text: null };
  const { rows } = await listAudit(instance.runtime.database, all, { cursor: null, limit: 10 });
  return rows.map(({ actor, noun, detail, outcome, fields }) => ({ actor: actor.name, noun, detail, outcome, fields }));
}

async function started(): Promise<string> {
  const probe = await startProbe(instance.runtime, admin, { destination: draft });
  if (!probe.ok) throw new Error(probe.error.message);
  return probe.data.id;
}

async function eventsOf(id: string): Promise<AsyncIterable<ProbeEvent>> {
  const events = await readProbe(instance.runtime, id, running);
  if (!events.ok) throw new Error(events.error.message);
  return events.data;
}

test("whoever sees the verdict finds it in the audit: who tested, which origins, how it ended, no content", async () => {
  instance = await startInstance("sqlite");
  for await (const event of await eventsOf(await started())) {
    expect("report" in event && (await probes())).toEqual([
      {
        actor: admin.name,
        noun: { kind: "destination", id: null, name: "Draft" },
        detail: { verdict: "accepted", target },
        outcome: "done",
        fields: [],
      },
    ]);
  }
  expect(await probes()).toHaveLength(1);
  expect(await instance.dump()).not.toContain("sk-never-in-the-audit");
});

test("the test of a saved destination is told at that destination", async () => {
  instance = await startInstance("sqlite");
  const saved = await createDestination(instance.runtime, admin, draft);
  const id = saved.ok ? saved.data.id : "";
  const probe = await startSavedProbe(instance.runtime, admin, id, {});
  for await (const _ of await eventsOf(probe.ok ? probe.data.id : "")) await probes();
  expect((await probes()).map(({ noun }) => noun)).toEqual([{ kind: "destination", id, name: "Draft" }]);
});

test("one that was stopped before its end is told as cancelled, once", async () => {
  instance = await startInstance("sqlite", { events: [] });
  for await (const _ of await eventsOf(await started())) await probes();
  expect((await probes()).map(({ detail }) => detail)).toEqual([{ verdict: "cancelled", target }]);
});

test("one that nobody read is told too: its items may have been sent", async () => {
  instance = await startInstance("sqlite");
  const id = await started();
  expect(instance.runtime.probes.takeUnread(10_000)).toEqual([]);
  instance.pass(10_000);
  expect(instance.runtime.probes.takeUnread(10_000)).toMatchObject([{ target, destination: { name: "Draft" } }]);
  expect(instance.runtime.probes.takeUnread(10_000)).toEqual([]);
  expect(instance.runtime.probes.isOwner(id, admin)).toBe(true);
});

test("a fix of a header that a named secret brought is left out: the form has no such row, the advice says where it is", async () => {
  const fix = { label: "Trim", changes: [{ path: "/connection/headers/1/value", transform: "trim" as const }] };
  const one = { code: "header.trailing_newline", certainty: "certain" as const, signals: ["traces" as const] };
  const diagnosis = [{ ...one, title: "A blank", advice: "Trim it.", fix }];
  const base = {
    id: "p1",
    verdict: "failed" as const,
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 1,
    stages: [],
  };
  instance = await startInstance("sqlite", { events: [{ report: { ...base, diagnosis } }] });
  const { runtime } = instance;
  const values = { "OTEL_HEADER_x-key": "s3cret-value-0001" };
  await createSecret(runtime, admin, { name: "vendor", origins: ["https://otlp.example.com"], values });
  const connection = { ...draft.connection, secret: "vendor" };
  const probe = await startProbe(runtime, admin, {
    destination: { ...draft, connection, signals: { traces: { enabled: true } } },
  });
  if (!probe.ok) throw new Error(probe.error.message);
  expect(instance.probes[0]?.destination.connection?.headers).toHaveLength(2);
  for await (const event of await eventsOf(probe.data.id)) {
    const advice = "Trim it. It comes from the secret vendor: change it under Settings, Secrets.";
    expect(event).toMatchObject({ report: { diagnosis: [{ title: "A blank", advice, fix: null }] } });
  }
});
