import { expect, test } from "vitest";
import { diagnosisAsTyped } from "#lib/destination/named-secret-fix";
import type { Change } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";

const typed: ProbedDestination = {
  connection: {
    transport: "http",
    endpoint: "https://a.example",
    secret: "vendor",
    headers: [{ name: "x-a", value: null }],
  },
  signals: { traces: { enabled: true, connection: { headers: [] } }, logs: { enabled: true } },
};
const asTyped = (...changes: Change[]) =>
  diagnosisAsTyped({ signals: ["logs"], advice: "Trim it.", fix: { label: "Fix", changes } }, typed);

test("a fix of a row that a named secret brought is none: the advice says where its value is", () => {
  for (const path of ["/connection/headers/1/value", "/signals/logs/connection/headers/1/name"]) {
    expect(asTyped({ path, transform: "trim" })).toMatchObject({
      fix: null,
      advice: "Trim it. It comes from the secret vendor: change it under Settings, Secrets.",
    });
  }
  expect(asTyped({ path: "/signals/traces/connection/headers/0", op: "remove" }).fix).toBeNull();
});

test("a fix of a row that was typed stays, at the row that the form has", () => {
  const change: Change = { path: "/connection/headers/0/value", transform: "trim" };
  expect(asTyped(change).fix?.changes).toEqual([change]);
  const inherited: Change = { path: "/signals/logs/connection/headers/0/value", transform: "trim" };
  expect(asTyped(inherited).fix?.changes).toEqual([change]);
  const others: Change[] = [
    { path: "/connection/headers/-", value: { name: "x-b", value: "1", secret: false } },
    { path: "/connection/endpoint", value: "https://b.example" },
  ];
  expect(asTyped(...others).fix?.changes).toEqual(others);
});

test("an own copy of all rows leaves out those of the secret: they have no value to go along", () => {
  const rows: { name: string; value: string | null }[] = [
    { name: "X-A", value: null },
    { name: "api-key", value: null },
    { name: "x-b", value: "1" },
  ];
  const [change] = asTyped({ path: "/signals/logs/connection/headers", value: rows }).fix?.changes ?? [];
  expect(change).toMatchObject({ value: [rows[0], rows[2]] });
});
