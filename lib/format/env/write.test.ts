import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { holeText } from "#lib/destination/hole";
import type { Slot } from "#lib/destination/resolve";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { writtenVariables } from "#lib/format/env/written-variables";
import type { ExportFormat } from "#lib/format/format";
import { withPlaceholders } from "#lib/format/placeholders";
import { readSettings } from "#lib/format/read";
import { anyDestination, inEffect } from "#lib/format/testing/any-destination";
import { writeDestination } from "#lib/format/write";

const directory = mkdtempSync(join(tmpdir(), "outspan-env-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** As variables say it: Basic as one placeholder, certificates as paths. */
function asVariablesSay(destination: ProbedDestination): ProbedDestination {
  const { destination: open } = withPlaceholders(destination, []);
  const said = (connection: Connection, slot: Slot): Connection => {
    const prefix = slot === "shared" ? "" : `${slot.toUpperCase()}_`;
    const { auth, tls } = connection;
    return {
      ...connection,
      ...(auth?.type === "basic" ? { auth: { type: "bearer" as const, token: `BASIC ${prefix}` } } : {}),
      ...(tls
        ? {
            tls: {
              ...(tls.ca ? { ca: `\${${prefix}CA_PATH}` } : {}),
              ...(tls.clientCert ? { clientCert: `\${${prefix}CLIENT_CERT_PATH}` } : {}),
              ...(tls.clientKey ? { clientKey: `\${${prefix}CLIENT_KEY_PATH}` } : {}),
            },
          }
        : {}),
    };
  };
  const settings = Object.entries(open.signals).map(([signal, one]) => [
    signal,
    one.connection ? { ...one, connection: said(one.connection, signal as Slot) } : one,
  ]);
  return { ...open, connection: said(open.connection ?? {}, "shared"), signals: Object.fromEntries(settings) };
}

/** The stand-in for Basic, as it comes back. */
function expectedEffect(destination: ProbedDestination): unknown {
  const text = JSON.stringify(inEffect(asVariablesSay(destination)));
  return JSON.parse(text.replace(/Bearer BASIC (\w*)/g, (_, prefix: string) => `Basic \${${prefix}BASIC_CREDENTIALS}`));
}

const formats: readonly ExportFormat[] = ["env", "dotenv", "compose", "kubernetes"];

test.for(formats)("%s: what is written is read as the same requests, whatever the settings are", (format) => {
  fc.assert(
    fc.property(anyDestination, (destination) => {
      const text = writeDestination(destination, [], format)?.text ?? "";
      const read = readSettings(text);
      expect(read.format).toBe("env");
      const [draft] = read.destinations;
      expect(draft && inEffect(draft)).toEqual(expectedEffect(destination));
      expect(read.lines.filter(({ state }) => state === "unknown")).toEqual([]);
    }),
    { seed: 7, numRuns: 300 },
  );
});

const sampled = fc.sample(anyDestination, { seed: 11, numRuns: 40 });
/** What a placeholder is filled with: a shell must hand it on as it is. */
const filled = "s3cr3t%20'\"$HOME`x`";

function withFilled(value: string): string {
  return value.replace(/\$\{\w+\}/g, () => filled);
}

test("a real bash takes the export lines: no complaint with -n, and sourced they give the same values", () => {
  for (const [index, destination] of sampled.entries()) {
    const { text = "", fill = [] } = writeDestination(destination, [], "env") ?? {};
    const file = join(directory, `${index}.sh`);
    writeFileSync(file, text);
    expect(spawnSync("bash", ["--norc", "-n", file]).status).toBe(0);
    const env = Object.fromEntries(fill.map(({ name }) => [name, filled]));
    const run = spawnSync("bash", ["--norc", "-c", 'set -eu; . "$0"; env -0', file], {
      env: { ...process.env, ...env },
    });
    expect(run.stderr.toString()).toBe("");
    const rows = run.stdout
      .toString()
      .split("\0")
      .filter((row) => row.startsWith("OTEL_"));
    const { variables } = writtenVariables(withPlaceholders(destination, []).destination);
    expect(rows.sort()).toEqual(variables.map(({ name, value }) => `${name}=${withFilled(value)}`).sort());
  }
});

test("Node's own reader of .env takes the lines: the same values, placeholders as they are", () => {
  for (const destination of sampled) {
    const { text = "" } = writeDestination(destination, [], "dotenv") ?? {};
    const { variables } = writtenVariables(withPlaceholders(destination, []).destination);
    expect(parseEnv(text)).toEqual(Object.fromEntries(variables.map(({ name, value }) => [name, value])));
  }
});

test("compose and Kubernetes are right YAML; Kubernetes takes every secret from its Secret, before what names it", () => {
  for (const destination of sampled) {
    for (const format of ["compose", "kubernetes"] as const) {
      const { text = "", fill = [] } = writeDestination(destination, [], format) ?? {};
      const documents = parseAllDocuments(text);
      if (!Array.isArray(documents)) throw new Error("nothing was written");
      expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
      if (format === "compose") continue;
      const secrets = fill.map(({ name }) => name).filter((name) => !name.endsWith("_PATH"));
      const env = documents
        .at(-1)
        ?.toJS()
        .spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name);
      expect(env.slice(0, secrets.length)).toEqual(secrets);
      if (secrets.length > 0) expect(Object.keys(documents[0]?.toJS().stringData)).toEqual(secrets);
    }
  }
});

test("R1.8 a signal's own variable stands only where it differs, and a header that one signal must not have is in no common list", () => {
  const destination: ProbedDestination = {
    connection: { transport: "http", endpoint: "https://otlp.example.com", headers: [{ name: "api-key", value: "k" }] },
    signals: {
      traces: { enabled: true },
      metrics: { enabled: true, connection: { headers: [] } },
      logs: { enabled: true, connection: { timeoutMs: 5000 } },
    },
  };
  const { text = "", fill } = writeDestination(destination, [], "env") ?? {};
  expect(text.split("\n").filter((line) => line.startsWith("export"))).toEqual([
    "export OTEL_TRACES_EXPORTER=otlp",
    "export OTEL_METRICS_EXPORTER=otlp",
    "export OTEL_LOGS_EXPORTER=otlp",
    "export OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com",
    "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    "export OTEL_EXPORTER_OTLP_COMPRESSION=gzip",
    `export OTEL_EXPORTER_OTLP_TRACES_HEADERS="api-key=${holeText("API_KEY")}"`,
    `export OTEL_EXPORTER_OTLP_LOGS_HEADERS="api-key=${holeText("API_KEY")}"`,
    "export OTEL_EXPORTER_OTLP_LOGS_TIMEOUT=5000",
  ]);
  expect(fill).toEqual([{ name: "API_KEY", words: "the value of the header api-key" }]);
});

test("what variables have no words for is told, and no secret is in the text", () => {
  const destination: ProbedDestination = {
    connection: {
      transport: "http",
      endpoint: "https://otlp.example.com",
      headers: [{ name: "x-open", value: "seen", secret: false }],
      auth: { type: "oauth2", tokenUrl: "https://id.example.com/token", clientId: "c", clientSecret: "hidden" },
      proxy: "http://proxy:3128",
      tls: { skipVerify: true, serverName: "other.example.com" },
    },
    signals: { traces: { enabled: true } },
    queue: { maxBytes: 1000 },
    sources: ["audit"],
  };
  const { text = "", left = [] } = writeDestination(destination, [], "env") ?? {};
  expect(left).toHaveLength(7);
  expect(text).not.toContain("hidden");
  expect(text).toContain("x-open=seen");
});

test("what a person fills in is told apart from what a shell or compose takes from its environment", () => {
  const destination: ProbedDestination = {
    connection: { transport: "http", endpoint: "https://h", headers: [{ name: "api-key", value: "k" }] },
    signals: { traces: { enabled: true } },
  };
  const head = (format: ExportFormat) => writeDestination(destination, [], format)?.text.split("\n")[0];
  for (const format of ["env", "compose"] as const)
    expect(head(format)).toBe("# Set API_KEY: the value of the header api-key");
  for (const format of ["dotenv", "kubernetes"] as const)
    expect(head(format)).toBe(`# Fill in ${holeText("API_KEY")}: the value of the header api-key`);
});
