import { expect, test } from "vitest";
import { parseConfig } from "#lib/provision/parse";
import { configSchema } from "#lib/provision/schema";

const open = "${";

const surroundings = {
  environment: { API_KEY: "k-123456", EMPTY: "" },
  read(path: string): string {
    if (path === "/run/secrets/key") return "from a file\n";
    throw Object.assign(new Error("no"), { code: "ENOENT" });
  },
};

function parse(name: string, text: string) {
  return parseConfig(name, text, surroundings);
}

const yaml = `
# where it goes
destinations:
  - name: Vendor
    connection:
      transport: http
      endpoint: https://otlp.example.com
      headers:
        - name: api-key
          value: \${env:API_KEY}
        - name: x-other
          value: "a \${file:/run/secrets/key} b $\${env:API_KEY}"
    signals:
      traces: { enabled: true }
`;
const json = `{
  // where it goes
  "destinations": [{
    "name": "Vendor",
    "connection": { "transport": "http", "endpoint": "https://otlp.example.com", "headers": [
      { "name": "api-key", "value": "\${env:API_KEY}" },
      { "name": "x-other", "value": "a \${file:/run/secrets/key} b $\${env:API_KEY}" },
    ] },
    "signals": { "traces": { "enabled": true } },
  }],
}`;
const toml = `
[[destinations]]
name = "Vendor"
[destinations.connection]
transport = "http"
endpoint = "https://otlp.example.com"
headers = [
  { name = "api-key", value = "\${env:API_KEY}" },
  { name = "x-other", value = "a \${file:/run/secrets/key} b $\${env:API_KEY}" },
]
[destinations.signals.traces]
enabled = true
`;

test(`YAML, JSON with comments and TOML say the same; variables and files are filled in, a trailing newline is off, $${open} is plain`, () => {
  const expected = {
    destinations: [
      {
        name: "Vendor",
        connection: {
          transport: "http",
          endpoint: "https://otlp.example.com",
          headers: [
            { name: "api-key", value: "k-123456" },
            { name: "x-other", value: `a from a file b ${open}env:API_KEY}` },
          ],
        },
        signals: { traces: { enabled: true } },
      },
    ],
  };
  for (const [name, text] of Object.entries({ "o.yaml": yaml, "o.yml": yaml, "o.json": json, "o.toml": toml })) {
    const { parsed, problems } = parse(name, text);
    expect([name, problems]).toEqual([name, []]);
    expect(parsed?.config).toEqual(expected);
  }
});

test("what is missing is told with its line, by variable or path, and never with a value", () => {
  const text = [
    "destinations:",
    `  - name: ${open}env:MISSING}`,
    `    connection: { transport: http, endpoint: '\${file:/gone}' }`,
    "    signals: { traces: { enabled: true } }",
    `    labels: { a: '\${env:EMPTY}', b: '\${hunter2-secret}', c: '\${env:API_KEY' }`,
  ].join("\n");
  const { parsed, problems } = parse("o.yaml", text);
  expect(parsed).toBeNull();
  expect(problems).toEqual([
    { line: 2, message: "destinations[0].name: The variable MISSING is not set, or empty" },
    { line: 3, message: "destinations[0].connection.endpoint: The file /gone is not there" },
    { line: 5, message: "destinations[0].labels.a: The variable EMPTY is not set, or empty" },
    {
      line: 5,
      message: `destinations[0].labels.b: Write ${open}env:NAME} or ${open}file:/path}, or $${open} for a plain ${open}`,
    },
    {
      line: 5,
      message: `destinations[0].labels.c: Close this reference with }, or write $${open} for a plain ${open}`,
    },
  ]);
  expect(JSON.stringify(problems)).not.toMatch(/hunter2|k-123456/);
});

test("a file of nothing but open brackets is an error at its line, in every format", () => {
  for (const name of ["o.yaml", "o.json", "o.toml"]) {
    for (const text of ["[".repeat(20_000), '{"a":'.repeat(20_000)]) {
      const { parsed, problems } = parse(name, text);
      expect([name, parsed, problems[0]?.line]).toEqual([name, null, 1]);
    }
  }
});

test("unknown keys, wrong types, keys that stand twice and an empty file are errors at their line", () => {
  const lines = (name: string, text: string) =>
    parse(name, text).problems.map(({ line, message }) => `${line} ${message}`);
  expect(lines("o.yaml", "destinatoins: []\n")).toEqual(["1 destinatoins: Unknown key: did you mean destinations?"]);
  expect(lines("o.yaml", "settings:\n  auditDays: soon\n")).toEqual(["2 settings.auditDays: Must be a number"]);
  expect(lines("o.yaml", "destinations: []\nsecrets: []\ndestinations: []\n")).toEqual([
    "3 This key stands twice: only one of the two would count",
  ]);
  expect(lines("o.json", '{ "secrets": [],\n "secrets": [] }')).toEqual([
    "2 This key stands twice: only one of the two would count",
  ]);
  expect(lines("o.yaml", "# nothing\n")).toEqual([
    "1 The file is empty: write destinations: [] where there shall be none",
  ]);
  expect(lines("o.txt", "a")).toEqual(["1 The name must end in .yaml, .yml, .json, .jsonc or .toml"]);
  expect(lines("o.yaml", "a: [")[0]).toMatch(/^1 /);
  expect(lines("o.yaml", "- a\n- b\n")).toEqual(["1 Write one document with destinations, secrets and settings"]);
});

test("the JSON Schema for editors knows every top-level key and forbids others", () => {
  const schema = JSON.parse(JSON.stringify(configSchema()));
  expect(schema.additionalProperties).toBe(false);
  expect(Object.keys(schema.properties).sort()).toEqual([
    "$schema",
    "destinations",
    "otlpMetricsEndpoint",
    "otlpTraceEndpoint",
    "secrets",
    "settings",
    "sources",
  ]);
  expect(schema.properties.destinations.items.properties.adopt.type).toBe("boolean");
});

test("Outspan’s own variables stand for nothing in the file: the sealing key would be read back from a header or a label", () => {
  for (const name of ["OUTSPAN_SECRET_KEY", "OUTSPAN_API_KEY", "DATABASE_URL"]) {
    const text = `destinations:\n  - name: "\${env:${name}}"\n    signals: {}\n`;
    const environment = { [name]: "canary-of-our-own" };
    const { problems } = parseConfig("outspan.yaml", text, { ...surroundings, environment });
    expect(JSON.stringify(problems)).toContain(`${name} is Outspan’s own`);
    expect(JSON.stringify(problems)).not.toContain("canary");
  }
});
