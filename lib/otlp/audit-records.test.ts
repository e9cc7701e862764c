import { expect, test } from "vitest";
import { type AuditRow, auditRecords } from "#lib/otlp/audit-records";
import { readFields } from "#lib/otlp/wire";

const observedAt = new Date("2026-01-01T00:00:05.000Z");
const row: AuditRow = {
  id: 7,
  at: "2026-01-01T00:00:00.250Z",
  actor: { kind: "user", id: "u1", name: "ada@example.com" },
  action: "destination.save",
  noun: { kind: "destination", id: "d1", name: "Grafana Cloud" },
  outcome: "done",
  fields: ["/name", "/sources"],
  detail: {},
};

const fields = (bytes: Uint8Array) => readFields(bytes) ?? [];
const all = (bytes: Uint8Array, number: number) =>
  fields(bytes).flatMap((field) => (field.number === number && field.wire !== 0 ? [field.bytes] : []));
const one = (bytes: Uint8Array, number: number) => all(bytes, number)[0] ?? new Uint8Array();
const textAt = (bytes: Uint8Array, number: number) => Buffer.from(one(bytes, number)).toString("utf8");
const integerAt = (bytes: Uint8Array, number: number) =>
  fields(bytes).flatMap((field) => (field.number === number && field.wire === 0 ? [Number(field.varint)] : []))[0];

function records(body: Uint8Array) {
  const scopes = all(body, 1).flatMap((resource) => all(resource, 2));
  return scopes.flatMap((scope) => all(scope, 2)).map(readRecord);
}

function readRecord(record: Uint8Array) {
  const attributes = all(record, 6).map((pair) => [textAt(pair, 1), anyValue(one(pair, 2))]);
  return {
    time: Buffer.from(one(record, 1)).readBigUInt64LE(),
    observed: Buffer.from(one(record, 11)).readBigUInt64LE(),
    severity: [integerAt(record, 2), textAt(record, 3)],
    body: textAt(one(record, 5), 1),
    event: textAt(record, 12),
    attributes: Object.fromEntries(attributes),
  };
}

function anyValue(value: Uint8Array): unknown {
  if (integerAt(value, 3) !== undefined) return integerAt(value, 3);
  return all(value, 5).length > 0 ? all(one(value, 5), 1).map((item) => textAt(item, 1)) : textAt(value, 1);
}

test("a row is a log record with its event name, a sentence, who, what, which fields, and both times", () => {
  expect(records(auditRecords([row], observedAt))).toEqual([
    {
      time: 1_767_225_600_250_000_000n,
      observed: 1_767_225_605_000_000_000n,
      severity: [9, "INFO"],
      body: "ada@example.com changed destination Grafana Cloud (/name, /sources)",
      event: "destination.save",
      attributes: {
        "outspan.audit.id": 7,
        "outspan.actor.kind": "user",
        "outspan.actor.id": "u1",
        "outspan.actor.name": "ada@example.com",
        "outspan.noun.kind": "destination",
        "outspan.noun.id": "d1",
        "outspan.noun.name": "Grafana Cloud",
        "outspan.outcome": "done",
        "outspan.fields": ["/name", "/sources"],
      },
    },
  ]);
});

test("what stands beside a row is told, numbers as numbers and words as words", () => {
  const detail = { items: 48_120, node: "host-b:3000" };
  const [record] = records(auditRecords([{ ...row, action: "destination.discard", detail }], observedAt));
  expect(record?.attributes).toMatchObject({ "outspan.detail.items": 48_120, "outspan.detail.node": "host-b:3000" });
});

test("severity follows the outcome: done INFO, refused WARN, anything else ERROR", () => {
  const severities = ["done", "refused", "failed"].map(
    (outcome) => records(auditRecords([{ ...row, outcome }], observedAt))[0]?.severity,
  );
  expect(severities).toEqual([
    [9, "INFO"],
    [13, "WARN"],
    [17, "ERROR"],
  ]);
});

test("rows stay in their order, under one resource with service.name outspan", () => {
  const body = auditRecords([row, { ...row, id: 8 }, { ...row, id: 9 }], observedAt);
  expect(records(body).map(({ attributes }) => attributes["outspan.audit.id"])).toEqual([7, 8, 9]);
  const resource = one(one(body, 1), 1);
  expect([textAt(one(resource, 1), 1), anyValue(one(one(resource, 1), 2))]).toEqual(["service.name", "outspan"]);
});

test("what is not known of a row is left out, and an unknown verb is quoted", () => {
  const strange = { ...row, actor: { kind: "system", id: null, name: "Outspan" }, action: "setup.link", fields: [] };
  const [record] = records(auditRecords([{ ...strange, noun: { kind: "person", id: null, name: null } }], observedAt));
  expect(record?.body).toBe("Outspan: setup.link of person");
  expect(Object.keys(record?.attributes ?? {})).toEqual([
    "outspan.audit.id",
    "outspan.actor.kind",
    "outspan.actor.name",
    "outspan.noun.kind",
    "outspan.outcome",
  ]);
});
