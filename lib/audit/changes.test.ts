import { expect, test } from "vitest";
import { changesOf } from "#lib/audit/changes";
import type { Destination } from "#lib/destination/schema";

const before: Destination = {
  name: "Grafana Cloud",
  connection: {
    transport: "http",
    endpoint: "https://a.example",
    headers: [{ name: "api-key", value: null }],
    auth: { type: "bearer", token: null },
  },
  signals: { traces: { enabled: true } },
};

test("what changed is told in the words of the form, from which value to which", () => {
  const after = { ...before, connection: { ...before.connection, endpoint: "https://b.example" } };
  expect(changesOf(before, after, ["/connection/endpoint"])).toEqual([
    { path: "/connection/endpoint", label: "Endpoint", from: "https://a.example", to: "https://b.example" },
  ]);
});

test("a secret that was replaced is told by its name, never by a value; what was only written out is not told", () => {
  const fields = ["/connection/headers/0/value", "/connection/auth/token", "/connection/timeoutMs"];
  expect(changesOf(before, before, fields)).toEqual([
    { path: "/connection/headers/0/value", label: "Header api-key", from: null, to: "changed" },
    { path: "/connection/auth/token", label: "Token", from: null, to: "changed" },
  ]);
});
