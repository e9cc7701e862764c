import { expect, test } from "vitest";
import { holeText } from "#lib/destination/hole";
import { readSettings } from "#lib/format/read";

function draftOf(text: string) {
  const { destinations, lines, holes } = readSettings(text);
  const [draft] = destinations;
  return { draft, destinations, holes, note: (line: number) => lines.find((one) => one.line === line) };
}

test("base64 behind an unquoted Basic keeps its padding, whatever looks like a variable there", () => {
  const auth = { type: "basic", username: "user", password: "pass" };
  const lines =
    "OTEL_EXPORTER_OTLP_ENDPOINT=https://h/otlp\nOTEL_EXPORTER_OTLP_HEADERS=Authorization=Basic dXNlcjpwYXNz";
  for (const padded of ["dXNlcjpwYXNz", "dXNlcjpwYXNzMQ==", "dXNlcjpwYXNzMTI="]) {
    const { draft } = draftOf(lines.replace("dXNlcjpwYXNz", padded));
    expect(draft?.connection?.auth).toMatchObject({ type: "basic", username: "user" });
  }
  expect(draftOf(lines).draft?.connection?.auth).toEqual(auth);
  const modal = draftOf("OTEL_HEADER_Authorization: Basic dXNlcjpwYXNzMQ==\nPush URL: https://h/otlp").draft;
  expect(modal?.connection?.auth).toEqual({ type: "basic", username: "user", password: "pass1" });
});

test("headers of a list go on behind a comma and a space, up to the next variable", () => {
  const { draft } = draftOf(
    "OTEL_EXPORTER_OTLP_HEADERS=a=1, b=2, OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=https://h:4317",
  );
  expect(draft?.connection).toMatchObject({ transport: "grpc", endpoint: "https://h:4317" });
  expect(draft?.connection?.headers).toEqual([
    { name: "a", value: "1" },
    { name: "b", value: "2" },
  ]);
});

test("what a space cuts off a value without quotes is told", () => {
  const { draft, note } = draftOf(
    "OTEL_EXPORTER_OTLP_ENDPOINT=https://h\nOTEL_EXPORTER_OTLP_HEADERS=x-dataset=my metrics",
  );
  expect(draft?.connection?.headers).toMatchObject([{ value: "my" }]);
  expect(note(2)?.note).toContain("a space ends a value without quotes");
  expect(note(1)?.note).not.toContain("space");
  const exported = draftOf("export OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer abc,x-dataset=my metrics");
  expect(exported.note(1)?.note).toContain("a space ends a value without quotes");
});

test("what must be set from outside, NAME:?why and NAME? in braces, is a hole in every shape", () => {
  const headers = "OTEL_EXPORTER_OTLP_HEADERS";
  const hole = holeText("KEY");
  for (const inside of [":?set it", "?", ":?"]) {
    const written = hole.replace("}", `${inside}}`);
    for (const text of [
      `${headers}=x-key=${written.replace(" ", "_")}`,
      `export ${headers}="x-key=${written}"`,
      `services:\n  a:\n    environment:\n      ${headers}: "x-key=${written}"`,
      `services:\n  a:\n    environment:\n      - ${headers}=x-key=${written}`,
    ])
      expect(draftOf(text).draft?.connection?.headers, text).toMatchObject([{ value: hole }]);
  }
});

test("YOUR_API_KEY, {{API_KEY}} and API_TOKEN in place of a secret are holes in every format", () => {
  const holesOf = (text: string) => draftOf(text).holes.map(({ name }) => name);
  const env = (value: string) => `OTEL_EXPORTER_OTLP_ENDPOINT=https://h\nOTEL_EXPORTER_OTLP_HEADERS="x-key=${value}"`;
  expect(holesOf(env("YOUR_LICENSE_KEY"))).toEqual(["YOUR_LICENSE_KEY"]);
  expect(holesOf(env("{{API_KEY}}"))).toEqual(["API_KEY"]);
  expect(draftOf(env("{{YOUR_KEY}}")).draft?.connection?.headers).toMatchObject([{ value: holeText("YOUR_KEY") }]);
  expect(holesOf(env("API_TOKEN"))).toEqual(["API_TOKEN"]);
  expect(holesOf(env("Bearer%20YOUR_TOKEN").replace("x-key", "Authorization"))).toEqual(["YOUR_TOKEN"]);
  expect(holesOf(env("PROD_EU"))).toEqual([]);
  expect(
    holesOf('exporters:\n  otlphttp:\n    endpoint: https://h\n    headers:\n      Authorization: "Bearer YOUR_TOKEN"'),
  ).toEqual(["YOUR_TOKEN"]);
  expect(
    holesOf(
      '[metrics.open-telemetry]\ntransport = "http"\nendpoint = "https://h/v1/metrics"\nheaders = ["x-key: YOUR_KEY"]',
    ),
  ).toEqual(["YOUR_KEY"]);
  expect(holesOf('curl https://h/v1/traces -H "Authorization: Bearer API_TOKEN" -H "x-key: {{KEY}}"').sort()).toEqual([
    "API_TOKEN",
    "KEY",
  ]);
});

test("words in angle brackets are one hole with their colons, slashes and commas; an address there is none", () => {
  const env = (value: string) => `OTEL_EXPORTER_OTLP_ENDPOINT=https://h\nOTEL_EXPORTER_OTLP_HEADERS="x-key=${value}"`;
  const headerIn = (text: string) => draftOf(text).draft?.connection?.headers?.[0]?.value;
  expect(headerIn(env("Basic <base64 of instanceID:token>"))).toBe(`Basic ${holeText("BASE64_OF_INSTANCEID_TOKEN")}`);
  expect(headerIn(env("<user/key from the portal>"))).toBe(holeText("USER_KEY_FROM_THE_PORTAL"));
  expect(headerIn(env("<https://h/a>"))).toBe("<https://h/a>");
});

test("an extension of a compose file is no program: its variables count where they are merged", () => {
  const { destinations, note } = draftOf(
    "x-otel: &otel\n  OTEL_EXPORTER_OTLP_COMPRESSION: gzip\nservices:\n  web:\n    environment:\n      <<: *otel\n      OTEL_EXPORTER_OTLP_ENDPOINT: http://tempo:4318",
  );
  expect(destinations.map(({ connection }) => [connection?.endpoint, connection?.compression])).toEqual([
    ["http://tempo:4318", "gzip"],
  ]);
  expect(note(2)).toMatchObject({ state: "understood" });
});

test("prose and fences around settings take nothing from them, and are told as what they are", () => {
  const json = draftOf(
    'In `medplum.config.json`:\n\n```json\n{\n  "otlpTraceEndpoint": "https://h/v1/traces"\n}\n```\nThen restart.',
  );
  expect(json.draft?.connection?.endpoint).toBe("https://h");
  expect([1, 8].map((line) => json.note(line))).toMatchObject([
    { state: "unknown", note: "Nothing that Outspan knows" },
    { state: "unknown", note: "Nothing that Outspan knows" },
  ]);
  const toml = draftOf(
    'Add:\n\n```toml\n[metrics.open-telemetry]\ntransport = "http"\nendpoint = "https://h/v1/metrics"\n```',
  );
  expect(toml.draft?.connection?.endpoint).toBe("https://h");
  const env = draftOf("```yaml\nenv:\n  - name: OTEL_EXPORTER_OTLP_ENDPOINT\n    value: https://h\n```");
  expect(env.draft?.connection?.endpoint).toBe("https://h");
  for (const [read, lines] of [
    [toml, [3, 7]],
    [env, [1, 5]],
  ] as const)
    for (const line of lines) expect(read.note(line)).toMatchObject({ state: "ignored" });
});

test("an endpoint that cannot be read is left open, not taken for the SDK's own machine", () => {
  const { draft } = draftOf(
    'file_format: "1.0"\ntracer_provider:\n  processors:\n    - batch:\n        exporter:\n          otlp_http:\n            endpoint: https://h/v1/traces\n              encoding: json',
  );
  expect(draft?.signals.traces?.enabled).toBe(true);
  expect(JSON.stringify(draft)).not.toContain("localhost");
});

test("one program whose indentation is broken is one draft, with what stands on the broken lines", () => {
  const { destinations } = draftOf(
    "    environment:\n        - OTEL_EXPORTER_OTLP_ENDPOINT=https://h\n       - OTEL_EXPORTER_OTLP_HEADERS=x-key=1\n\t- OTEL_SERVICE_NAME=a",
  );
  expect(destinations.map(({ connection }) => connection)).toMatchObject([
    { endpoint: "https://h", headers: [{ name: "x-key", value: "1" }] },
  ]);
});
