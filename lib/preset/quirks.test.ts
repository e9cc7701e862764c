// What the diagnosis is told of a backend, by its host.
import { expect, test } from "vitest";
import { quirksOf, quirksOfPreset } from "#lib/preset/quirks";

test("A host of Grafana Cloud tells its path, its Basic credentials, its temporality and the other zones", () => {
  const quirks = quirksOf("otlp-gateway-prod-eu-west-2.grafana.net");
  expect(quirks).toMatchObject({
    presetId: "grafana-cloud",
    name: "Grafana Cloud",
    headerName: "Authorization",
    auth: "basic",
    prefix: "/otlp",
    requiredTemporality: "cumulative",
    transports: ["http"],
  });
  expect(quirks?.format).toContain("instance ID as username");
  expect(quirks?.siblings.map(({ host }) => host)).not.toContain("otlp-gateway-prod-eu-west-2.grafana.net");
});

test("M01 M02 The vendors that take one temporality alone are told", () => {
  const required = (host: string) => quirksOf(host)?.requiredTemporality;
  expect(required("otlp.datadoghq.eu")).toBe("delta");
  expect(required("abc12345.live.dynatrace.com")).toBe("delta");
  expect(required("api.honeycomb.io")).toBeNull();
  expect(quirksOfPreset("prometheus")?.requiredTemporality).toBe("cumulative");
});

test("A10 Where a vendor drops what it accepted, it is told where to look", () => {
  expect(quirksOf("otlp.nr-data.net")?.laterRejection).toContain("NrIntegrationError");
  expect(quirksOf("abc12345.live.dynatrace.com")?.laterRejection).toContain("rejected");
  expect(quirksOf("cloud.langfuse.com")?.laterRejection).toContain("metrics");
  expect(quirksOf("monitoring.eu-west-1.amazonaws.com")?.laterRejection).toContain("CloudWatch");
  expect(quirksOf("api.honeycomb.io")?.laterRejection).toBeNull();
});

test("A04 A host of one region names those of the others", () => {
  const hosts = (host: string) => quirksOf(host)?.siblings.map((one) => one.host);
  expect(hosts("api.honeycomb.io")).toEqual(["api.eu1.honeycomb.io"]);
  expect(hosts("API.eu1.honeycomb.io")).toEqual(["api.honeycomb.io"]);
  expect(hosts("us.cloud.langfuse.com")).toContain("cloud.langfuse.com");
  expect(hosts("us.cloud.langfuse.com")).not.toContain("localhost");
});

test("A key without a scheme, a scheme of the vendor's own and a signature are told apart", () => {
  expect(quirksOf("otlp.nr-data.net")).toMatchObject({ headerName: "api-key", auth: "header" });
  expect(quirksOf("otlp.nr-data.net")?.format).toBe("api-key with the ingest license key alone");
  expect(quirksOf("abc12345.live.dynatrace.com")?.format).toBe("Authorization: Api-Token and the API token");
  expect(quirksOf("xray.us-east-1.amazonaws.com")).toMatchObject({ auth: "sigv4", prefix: null });
});

test("Nothing is guessed from a host that anybody may have", () => {
  for (const host of ["localhost", "127.0.0.1", "collector", "otlp.example.com", "grafana.net", "evil-grafana.net"]) {
    expect(quirksOf(host), host).toBeNull();
  }
  expect(quirksOf("otlp.nr-data.net.example.com")).toBeNull();
});
