import { afterAll, beforeAll, expect, test } from "vitest";
import { createDestination } from "#lib/changes/destination";
import { createSecret } from "#lib/changes/secret";
import { saveSettings } from "#lib/changes/settings";
import { admin, type Instance, origin, startInstance } from "#lib/changes/testing/instance";
import { parseConfig } from "#lib/provision/parse";
import { applySent, compareConfig, exportConfig } from "#lib/provision/sent";
import type { Result } from "#lib/result";

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance("sqlite");
});
afterAll(() => instance.stop());

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.data;
}

function connection(host: string) {
  return { transport: "http", endpoint: `https://${host}` };
}
const on = { enabled: true };
const open = "${";

const environment = {
  VENDOR_API_KEY: "k-canary-1",
  WEBHOOK_TEAM_URL: "https://hooks.example.com/canary-2",
  GRAFANA_CLOUD_PASSWORD: "canary-3",
  GRAFANA_CLOUD_METRICS_X_KEY: "canary-4",
  TWICE_TOKEN: "canary-5",
};

function read(text: string) {
  const { parsed, problems } = parseConfig("outspan.yaml", text, { environment, read: () => "" });
  expect(problems).toEqual([]);
  return parsed?.config;
}

test("what is exported holds no secret, and applied again with its variables set it changes nothing", async () => {
  const { runtime } = instance;
  const values = { "OTEL_HEADER_api-key": "k-canary-1" };
  done(
    await createSecret(runtime, admin, {
      name: "vendor",
      origins: ["https://a.example"],
      values,
      expiresAt: "2030-01-31",
    }),
  );
  const webhooks = [{ name: "Team", format: "slack", url: "https://hooks.example.com/canary-2" }];
  done(await saveSettings(runtime, admin, "any", { names: { workspace: "w" }, webhooks, auditDays: 365 }));
  const metrics = {
    enabled: true,
    temporality: "delta",
    connection: { ...connection("m.example/v1/metrics"), headers: [{ name: "x-key", value: "canary-4" }] },
  };
  done(
    await createDestination(runtime, admin, {
      name: "Grafana Cloud",
      connection: {
        ...connection("g.example"),
        auth: { type: "basic", username: "1", password: "canary-3" },
        headers: [{ name: "x-scope", value: "a", secret: false }],
      },
      signals: { traces: on, metrics },
      labels: { team: `${open}env:X}` },
    }),
  );
  const named = { name: "Twice", connection: { ...connection("a.example"), secret: "vendor" }, signals: { logs: on } };
  done(await createDestination(runtime, admin, named));
  done(
    await createDestination(runtime, admin, {
      name: "Twice",
      connection: { ...connection("b.example"), auth: { type: "bearer", token: "canary-5" } },
      signals: { logs: on },
    }),
  );
  const text = await exportConfig(runtime, origin);
  expect(text).not.toMatch(/canary/);
  for (const name of Object.keys(environment)) expect(text).toContain(`${open}env:${name}}`);
  expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=${origin}/schema.json`);
  expect(done(await compareConfig(runtime, read(text)))).toEqual([]);
  const before = await instance.dump();
  expect(done(await applySent(runtime, admin, read(text)))).toEqual([]);
  expect(await instance.dump()).toBe(before);
});

test("into an empty Outspan the same text makes the same, so that its own export is that text again", async () => {
  const text = await exportConfig(instance.runtime, origin);
  const other = await startInstance("sqlite");
  try {
    const changes = done(await applySent(other.runtime, admin, read(text)));
    expect(changes.map(({ verb, noun }) => `${verb} ${noun}`)).toEqual([
      "add secret",
      "change settings",
      "add destination",
      "add destination",
      "add destination",
    ]);
    // Ids tell namesakes apart, and are each Outspan's own.
    const withoutIds = (one: string) => one.replaceAll(/id: [0-9a-f-]{36}/g, "id: …");
    expect(withoutIds(await exportConfig(other.runtime, origin))).toBe(withoutIds(text));
  } finally {
    await other.stop();
  }
});

test("what is sent touches nothing that it does not name, and says what is wrong with all of it before it writes", async () => {
  const { runtime } = instance;
  const before = await instance.dump();
  const wrong = {
    destinations: [
      { name: "New", connection: connection("c.example"), signals: { traces: on } },
      { name: "Twice", connection: connection("c.example"), signals: { traces: on } },
    ],
  };
  expect(await applySent(runtime, admin, wrong)).toMatchObject({
    ok: false,
    error: {
      code: "invalid",
      fields: { "/destinations/1/name": ["Several destinations have this name: say which by its id"] },
    },
  });
  expect(await instance.dump()).toBe(before);
  const [one] = done(await applySent(runtime, admin, { destinations: wrong.destinations.slice(0, 1) }));
  expect(one).toMatchObject({ verb: "add", name: "New" });
  expect((await instance.dump()).length).toBeGreaterThan(before.length);
});
