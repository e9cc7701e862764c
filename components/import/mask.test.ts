import { expect, test } from "vitest";
import type { UnfinishedDestination } from "#lib/destination/schema";
import { masked, secretsIn } from "./mask";

const basic: UnfinishedDestination = {
  name: "Grafana Cloud",
  connection: {
    transport: "http",
    endpoint: "https://otlp.example.com",
    headers: [
      { name: "api-key", value: "very secret/indeed" },
      { name: "X-Scope-OrgID", value: "tenant-1", secret: false },
    ],
    auth: { type: "basic", username: "1184023", password: "glc_example" },
  },
  signals: { traces: { enabled: true } },
};

test("what the draft holds as a secret is hidden as it is, percent-encoded and in Base64; what is readable stays", () => {
  const secrets = secretsIn([basic]);
  expect(masked("X: very secret/indeed", secrets)).toBe("X: very •••••••••••••");
  expect(masked("a=very%20secret%2Findeed", secrets)).toMatch(/^a=very•+$/);
  expect(masked("Basic MTE4NDAyMzpnbGNfZXhhbXBsZQ==", secrets)).toMatch(/^Basic MTE4•+==$/);
  expect(masked("X-Scope-OrgID: tenant-1", secrets)).toBe("X-Scope-OrgID: tenant-1");
});

test.each([
  "Authorization: Bearer abcdefgh",
  "OTEL_EXPORTER_OTLP_HEADERS=authorization=Basic%20abcdefgh",
  'api_key = "abcdefgh"',
  "  password: abcdefgh",
  "x-honeycomb-team-key: abcdefgh",
])("before anything is read, a value behind a telling name is hidden: %s", (line) => {
  expect(masked(line, [])).not.toContain("abcdefgh");
  expect(masked(line, [])).toHaveLength(line.length);
});

test("a hole is shown, a URL is shown, a line of a key file is not", () => {
  const hole = `api-key=$${"{API_KEY}"}`;
  expect(masked(hole, [])).toBe(hole);
  const endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp-gateway-prod-eu-west-2.grafana.net/otlp";
  expect(masked(endpoint, [])).toBe(endpoint);
  expect(masked("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ", [])).not.toContain("ADANBgkqh");
});
