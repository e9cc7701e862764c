// What a preset makes of a choice: an ordinary destination that passes every check, recognised again as its vendor's.
import { expect, test } from "vitest";
import { checkDestination } from "#lib/destination/check";
import { draftOf } from "#lib/destination/draft";
import { Destination } from "#lib/destination/schema";
import { signals } from "#lib/otlp/signal";
import { type Choice, fillPreset } from "#lib/preset/fill";
import { checkKey } from "#lib/preset/key-check";
import { askedFor, signalsOf } from "#lib/preset/plan";
import { recognisePreset } from "#lib/preset/recognise";
import { presetOf, presets } from "#lib/preset/records";
import { exampleValues } from "#lib/preset/testing/example-values";

const serviceAccount = JSON.stringify({
  type: "service_account",
  project_id: "example",
  private_key: "-----BEGIN PRIVATE KEY-----\nexample\n-----END PRIVATE KEY-----\n",
  client_email: "writer@example.iam.gserviceaccount.com",
});

const all = presets().flatMap((preset) => {
  const plans = preset.variables.find(({ name }) => name === "plan")?.options?.map(({ value }) => value) ?? [""];
  const transports = [...new Set(preset.endpoints.map(({ transport }) => transport))];
  return plans.flatMap((plan) => transports.map((transport) => [preset.id, plan, transport] as const));
});

function filled(id: string, given: Record<string, string> = {}, more: Omit<Choice, "variables"> = {}) {
  const preset = presetOf(id);
  if (preset === null) throw new Error(`no preset ${id}`);
  const variables = { ...exampleValues(preset), ...(id === "google-cloud" ? { serviceAccount } : {}), ...given };
  return fillPreset(preset, { variables, ...more });
}

test.each(all)("%s %s over %s: the filled destination has the shape and passes every check", (id, plan, transport) => {
  const { preset: _, ...destination } = filled(id, plan === "" ? {} : { plan }, { transport });
  expect(checkDestination(Destination.parse(destination))).toEqual([]);
});

test.each(presets().map(({ id }) => [id]))("%s: the signals it takes are on, the others off", (id) => {
  const preset = presetOf(id);
  const { signals: settings } = filled(id);
  expect(signals.filter((signal) => settings[signal]?.enabled)).toEqual(preset && signalsOf(preset));
});

test.each(presets().map(({ id }) => [id]))(
  "%s: with nothing entered there is a form to fill, without half an address",
  (id) => {
    const preset = presetOf(id);
    if (preset === null) throw new Error(id);
    const { preset: _, ...destination } = fillPreset(preset, { variables: {} });
    const draft = draftOf(destination);
    for (const endpoint of [
      draft.connection.endpoint,
      ...signals.map((one) => draft.signals[one].connection?.endpoint),
    ]) {
      expect(endpoint ?? "").not.toMatch(/[{}]|\/\/[./:-]|-\.|\/\/$|undefined/);
    }
  },
);

test("Grafana Cloud: one token and the number of the instance become Basic credentials at the zone's gateway", () => {
  const {
    name,
    connection,
    signals: settings,
  } = filled("grafana-cloud", {
    zone: "prod-eu-west-2",
    instanceId: "123456",
    token: "glc_example",
  });
  expect(name).toBe("Grafana Cloud");
  expect(connection).toEqual({
    transport: "http",
    endpoint: "https://otlp-gateway-prod-eu-west-2.grafana.net/otlp",
    encoding: "protobuf",
    headers: [],
    auth: { type: "basic", username: "123456", password: "glc_example" },
  });
  expect(settings.metrics).toEqual({ enabled: true, temporality: "cumulative" });
});

test("Headers differ by signal where the vendor wants that, and the key goes along in each", () => {
  const { connection, signals: settings } = filled("axiom", { dataset: "events", metricsDataset: "numbers" });
  expect(connection?.headers).toEqual([{ name: "x-axiom-dataset", value: "events", secret: false }]);
  expect(settings.traces?.connection).toBeUndefined();
  expect(settings.metrics?.connection?.headers).toEqual([
    { name: "x-axiom-metrics-dataset", value: "numbers", secret: false },
  ]);
  const datadog = filled("datadog", { apiKey: "k".repeat(32) });
  for (const signal of signals) {
    const headers = datadog.signals[signal]?.connection?.headers ?? datadog.connection?.headers ?? [];
    expect(headers).toContainEqual({ name: "dd-api-key", value: "k".repeat(32), secret: true });
    expect(headers.some(({ name }) => name === "dd-otel-metric-config")).toBe(signal === "metrics");
  }
  expect(datadog.signals.metrics?.temporality).toBe("delta");
});

test("A signal whose own dataset is left out on purpose is off", () => {
  expect(filled("axiom", { metricsDataset: "" }).signals.metrics).toMatchObject({ enabled: false });
});

test("Three hosts become three own endpoints under one signature", () => {
  const { connection, signals: settings } = filled("aws-cloudwatch", { region: "eu-west-1" });
  expect(connection?.endpoint).toBeUndefined();
  expect(connection?.auth?.type).toBe("sigv4");
  expect(settings.traces?.connection?.endpoint).toBe("https://xray.eu-west-1.amazonaws.com/v1/traces");
  expect(settings.logs?.connection?.headers?.map(({ name }) => name)).toEqual(["x-aws-log-group", "x-aws-log-stream"]);
});

test("What a transport does not carry goes the other way: Splunk's metrics stay on HTTP beside traces over gRPC", () => {
  const { connection, signals: settings } = filled("splunk-observability", { realm: "eu0" }, { transport: "grpc" });
  expect(connection?.transport).toBe("grpc");
  expect(settings.metrics?.connection).toMatchObject({
    transport: "http",
    endpoint: "https://ingest.eu0.observability.splunkcloud.com/v2/datapoint/otlp",
  });
});

test("A plan brings its own address and its own questions", () => {
  const dynatrace = presetOf("dynatrace");
  const names = (plan: string) => dynatrace && askedFor(dynatrace, { plan }).map(({ name }) => name);
  expect(names("saas")).toEqual(["plan", "environmentId", "apiToken"]);
  expect(names("activegate")).toEqual(["plan", "environmentId", "activeGate", "apiToken"]);
  const { connection } = filled("dynatrace", { plan: "activegate", activeGate: "gate.example.com" });
  expect(connection?.endpoint).toBe("https://gate.example.com:9999/e/abc12345/api/v2/otlp");
});

test("A region that is not the usual one is in the name; a pasted scheme or slash does no harm", () => {
  expect(filled("new-relic", { host: "otlp.eu01.nr-data.net" }).name).toBe("New Relic EU");
  expect(filled("elastic-motlp", { endpoint: "https://x.ingest.eu.aws.elastic.cloud/" }).connection?.endpoint).toBe(
    "https://x.ingest.eu.aws.elastic.cloud/",
  );
  expect(filled("grafana-loki", { host: "http://loki:3100/" }).connection?.endpoint).toBe("http://loki:3100/otlp");
});

/** Nothing in their addresses is the vendor's own. */
const anybodys = new Set(["greptimedb", "parseable"]);

test.each(
  presets()
    .filter(({ kind, id }) => kind === "hosted" && !anybodys.has(id))
    .map(({ id }) => [id]),
)("%s: its own filled endpoint is recognised as itself, with the region that was chosen", (id) => {
  const examples: Record<string, Record<string, string>> = {
    "elastic-motlp": { endpoint: "project-1.ingest.eu-west-1.aws.elastic.cloud" },
    "sumo-logic": { sourceUrl: "https://endpoint4.collection.sumologic.com/receiver/v1/otlp/abc" },
  };
  const { connection, signals: settings } = filled(id, examples[id]);
  const endpoints = [connection?.endpoint, ...signals.map((signal) => settings[signal]?.connection?.endpoint)];
  const preset = presetOf(id);
  const values = { ...(preset && exampleValues(preset)), ...examples[id] };
  for (const endpoint of endpoints.filter((one) => one !== undefined)) {
    const found = recognisePreset(endpoint);
    expect(found?.id, endpoint).toBe(id);
    for (const [name, value] of Object.entries(found?.variables ?? {})) expect(value, name).toBe(values[name]);
  }
});

test("No endpoint of a server of one's own is taken for a vendor's", () => {
  for (const { id, kind } of presets()) {
    if (kind === "own") expect(recognisePreset(filled(id).connection?.endpoint ?? ""), id).toBeNull();
  }
  expect(recognisePreset("http://localhost:3000/api/public/otel")).toBeNull();
  expect(recognisePreset("")).toBeNull();
});

test("A key that does not look like one is told so, in words that do not hold it; nothing entered is nothing wrong", () => {
  const variable = (id: string, name: string) => presetOf(id)?.variables.find((one) => one.name === name) ?? {};
  const token = variable("grafana-cloud", "token");
  expect(checkKey(token, "glsa_wrong")).toBe("A Grafana Cloud token starts with glc_");
  expect(checkKey(token, " glc_right ")).toBeNull();
  expect(checkKey(token, "")).toBeNull();
  expect(checkKey(variable("new-relic", "licenseKey"), `${"a".repeat(36)}NRAL`)).toBeNull();
  expect(checkKey(variable("new-relic", "licenseKey"), "NRAK-ABC")).toContain("NRAL");
  expect(checkKey(variable("observe", "token"), "anything")).toBeNull();
});
