import { expect, test } from "vitest";
import { programs } from "#lib/launcher/programs";

const secrets = {
  DATABASE_URL: "postgres://u:p@db/x",
  OUTSPAN_SECRET_KEY_NEXT: "next",
  OUTSPAN_API_KEY: "api",
  OUTSPAN_ADMIN_EMAIL: "a@example.com",
  OUTSPAN_ADMIN_PASSWORD: "password",
  OUTSPAN_OIDC_ISSUER: "https://id.example.com",
  OUTSPAN_OIDC_CLIENT_SECRET: "client",
};

test("the engine's environment holds no secret but the sealing key; the console's holds them all", () => {
  const { console, engine } = programs("/outspan", "/bin/node", { ...secrets, OUTSPAN_SECRET_KEY: "key" });
  expect(console.environment()).toMatchObject({ ...secrets, OUTSPAN_SECRET_KEY: "key" });
  expect(engine.environment().OUTSPAN_SECRET_KEY).toBe("key");
  for (const name of Object.keys(secrets)) expect(engine.environment()).not.toHaveProperty(name);
});

test("OTEL_EXPORTER_OTLP_* reaches neither: the stock exporter would send its headers to every destination", () => {
  const { console, engine } = programs("/outspan", "/bin/node", { OTEL_EXPORTER_OTLP_HEADERS: "api-key=mine" });
  expect(console.environment()).not.toHaveProperty("OTEL_EXPORTER_OTLP_HEADERS");
  expect(engine.environment()).not.toHaveProperty("OTEL_EXPORTER_OTLP_HEADERS");
});

test("Next's telemetry is off and the mode is production, whatever the shell says", () => {
  const { console } = programs("/outspan", "/bin/node", { NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "0" });
  expect(console.environment()).toMatchObject({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });
});
