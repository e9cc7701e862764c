import { expect, test } from "vitest";
import { missingVariables } from "#lib/preset/missing";
import { presetOf } from "#lib/preset/records";

const missing = (id: string, given: Record<string, string>, emptyPaths: string[]) => {
  const preset = presetOf(id);
  return preset && [...missingVariables(preset, given, emptyPaths)];
};
const endpoint = "/connection/endpoint";
const username = "/connection/auth/username";

test("What is empty in the settings asks for the variables that fill it, and for no others", () => {
  expect(missing("grafana-cloud", {}, [endpoint, username])).toEqual(["zone", "instanceId", "token"]);
  expect(missing("grafana-cloud", {}, [endpoint])).toEqual(["zone"]);
  expect(missing("grafana-cloud", { zone: "prod-eu-west-2" }, [username])).toEqual(["instanceId", "token"]);
  expect(missing("datadog", { site: "datadoghq.eu" }, ["/signals/traces/connection/headers/0/value"])).toEqual([
    "apiKey",
  ]);
});

test("What was entered, is optional, or stands in the settings by hand is not asked for", () => {
  expect(missing("grafana-cloud", { zone: "prod-eu-west-2" }, [endpoint])).toEqual([]);
  expect(missing("grafana-cloud", {}, ["/name", "/connection/tls/ca"])).toEqual([]);
  expect(missing("grafana-cloud", {}, [])).toEqual([]);
  expect(missing("honeycomb", {}, ["/connection/headers/0/value"])).toEqual(["apiKey"]);
});
