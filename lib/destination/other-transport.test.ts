import { expect, test } from "vitest";
import { siblingPort, whyNotToPort } from "#lib/destination/other-transport";
import { effectiveConnection } from "#lib/destination/resolve";
import type { Connection } from "#lib/destination/schema";

const connectionOf = (endpoint: string, more: Connection = {}) => {
  const destination = { connection: { transport: "http" as const, endpoint, ...more }, signals: {} };
  const connection = effectiveConnection(destination, "traces");
  if (connection === null) throw new Error(`${endpoint} does not resolve`);
  return connection;
};
const keyed: Connection = { headers: [{ name: "api-key", value: "s3cret" }] };

test("the other transport is looked for on its usual port, unless that is the present one", () => {
  expect(siblingPort(connectionOf("http://h:4318"))).toBe(4317);
  expect(siblingPort(connectionOf("http://h:4317"))).toBeNull();
  expect(siblingPort(connectionOf("http://h:4317", { transport: "grpc" }))).toBe(4318);
});

test("typed credentials go to another port over TLS alone; what is not secret goes in clear too", () => {
  expect(whyNotToPort(connectionOf("https://h:4318", keyed), 4317, undefined)).toBeNull();
  expect(whyNotToPort(connectionOf("http://h:4318", keyed), 4317, undefined)).toMatch(/plain text/);
  expect(whyNotToPort(connectionOf("http://h:4318"), 4317, undefined)).toBeNull();
  expect(whyNotToPort(connectionOf("http://h:4318", keyed), 4318, undefined)).toBeNull();
});

test("a named secret goes to its origins alone, over TLS too; one without origins goes nowhere else", () => {
  const connection = connectionOf("https://h:4318", keyed);
  expect(whyNotToPort(connection, 4317, ["https://h:4318"])).toBe("the secret is not kept for https://h:4317");
  expect(whyNotToPort(connection, 4317, [])).toMatch(/not kept/);
  expect(whyNotToPort(connection, 4317, ["https://h:4318", "https://h:4317"])).toBeNull();
  expect(whyNotToPort(connectionOf("http://h:4318", keyed), 4317, ["http://h:4317"])).toMatch(/plain text/);
});
