import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProbedDestination } from "#lib/destination/schema";
import { toldText } from "#lib/format/exported";
import { ExportFormat, type ImportFormat } from "#lib/format/format";
import { readSettings } from "#lib/format/read";
import { anyDestination } from "#lib/format/testing/any-destination";
import { sampleFolders, samplesOf } from "#lib/format/testing/samples";
import { exportLabels, writeDestination } from "#lib/format/write";

/** What each export is, read again; the CDK's is TypeScript around a Collector's settings, for a program alone. */
const readAs: Record<Exclude<ExportFormat, "cdk">, ImportFormat> = {
  env: "env",
  dotenv: "env",
  compose: "env",
  kubernetes: "env",
  collector: "collector",
  declarative: "declarative",
  toml: "toml",
  json: "json",
  modal: "modal",
  curl: "curl",
  outspan: "outspan",
};

test.for(sampleFolders())("every sample of %s is recognised as such, without being told", (folder) => {
  const samples = samplesOf(folder);
  expect(samples.length).toBeGreaterThanOrEqual(10);
  const others = samples.filter(({ text }) => readSettings(text).format !== folder);
  expect(others.map(({ name }) => name)).toEqual([]);
});

const plain: ProbedDestination = {
  name: "Example",
  connection: {
    transport: "http",
    endpoint: "https://otlp.example.com/otlp",
    headers: [{ name: "api-key", value: "k", secret: true }],
  },
  signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
};

test.for(Object.entries(readAs))("an export as %s is recognised as %s", ([format, wanted]) => {
  const written = writeDestination(plain, [], ExportFormat.parse(format));
  expect(readSettings(written?.text ?? "").format).toBe(wanted);
});

test("every export has its reader, whatever the settings are", () => {
  const written = exportLabels.map(({ format }) => format).filter((format) => format !== "cdk");
  expect(written.toSorted()).toEqual(Object.keys(readAs).toSorted());
  const some = fc.record({ destination: anyDestination, format: fc.constantFrom(...exportLabels) });
  fc.assert(
    fc.property(some, ({ destination, format: { format } }) => {
      if (format === "cdk") return;
      const { text = "" } = writeDestination(destination, [], format) ?? {};
      const { format: found, destinations } = readSettings(text);
      // With nothing on, some formats have nothing left to say.
      if (destinations.length > 0) expect(found).toBe(readAs[format]);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("what a format leaves out stands above the text that the API gives, and takes nothing from reading it", () => {
  const auth = { type: "oauth2" as const, tokenUrl: "https://login/t", clientId: "c", clientSecret: "s" };
  const destination = { ...plain, connection: { ...plain.connection, auth } };
  for (const [format, wanted] of Object.entries(readAs)) {
    const written = writeDestination(destination, [], ExportFormat.parse(format));
    if (written === null) throw new Error(format);
    const told = toldText(written);
    expect(readSettings(told)).toMatchObject({ format: wanted, destinations: readSettings(written.text).destinations });
    const isTold = /^(?:#|\/\/) Not in this text: OAuth2/m.test(told);
    expect(isTold, format).toBe(format !== "json" && written.left.some((one) => one.startsWith("OAuth2")));
  }
});
