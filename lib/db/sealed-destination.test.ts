import { expect, test } from "vitest";
import type { DestinationRecord } from "#lib/db/destination";
import { openDestination, sealDestination } from "#lib/db/sealed-destination";
import type { Destination } from "#lib/destination/schema";
import { seal, unseal } from "#lib/seal";

const key = Buffer.alloc(32, 7);
const sealer = {
  seal: (text: string, context: string) => seal(key, text, context),
  unseal: (sealed: string, context: string) => unseal(key, sealed, context),
};
const token = "s3cret-token-value-do-not-show";
const destination: Destination = {
  name: "One",
  signals: { traces: { enabled: true } },
  connection: {
    tls: { serverName: "otlp", skipVerify: true },
    auth: { token, type: "bearer" },
    headers: [{ value: token, name: "api-key" }],
    endpoint: "https://otlp.example.com",
    transport: "http",
  },
};

function rowOf(body: string, secrets: string | null): DestinationRecord {
  const at = "2026-01-01T00:00:00.000Z";
  const rest = {
    schemaVersion: 1,
    revision: 1,
    createdAt: at,
    updatedAt: at,
    updatedBy: "{}",
    deletedAt: null,
    pausedAt: null,
    provisioned: null,
  };
  return { id: "d1", body, secrets, ...rest };
}

test("secrets open whatever the order in which the keys were written: a schema may list them anew", () => {
  const { body, secrets } = sealDestination(sealer, "d1", destination);
  expect(body).not.toContain(token);
  expect(Object.keys(JSON.parse(body).connection)[0]).toBe("tls");
  const opened = openDestination(sealer, rowOf(body, secrets));
  expect(opened.connection).toMatchObject({ auth: { token }, headers: [{ value: token }] });
});

test("secrets do not open for other connections, nor in another row", () => {
  const { body, secrets } = sealDestination(sealer, "d1", destination);
  const changes = [
    body.replace("otlp.example.com", "evil.example.com"),
    body.replace('"skipVerify":true', '"skipVerify":false'),
    body.replace("api-key", "x-key"),
  ];
  for (const changed of changes) {
    expect(changed).not.toBe(body);
    expect(JSON.stringify(openDestination(sealer, rowOf(changed, secrets)))).not.toContain(token);
  }
  expect(JSON.stringify(openDestination(sealer, { ...rowOf(body, secrets), id: "d2" }))).not.toContain(token);
});
