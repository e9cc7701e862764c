import { expect, test } from "vitest";
import type { ImportFormat } from "#lib/format/format";
import { readSettings } from "#lib/format/read";
import { draftsOf } from "#lib/format/signal-export";
import { samplesOf } from "#lib/format/testing/samples";
import { chanceOf } from "#lib/testing/chance";
import { leastMs } from "#lib/testing/thread-ms";

test("exporters of one place are one draft, with what they have in common shared and the rest their own", () => {
  const at = (path: string, key: string) => ({
    transport: "http" as const,
    endpoint: `https://otlp.example.com${path}`,
    headers: [{ name: "x-key", value: key }],
  });
  expect(
    draftsOf([
      { signal: "metrics", isOn: true, connection: at("/otlp/v1/metrics", "a"), metrics: { intervalMs: 1000 } },
      { signal: "traces", isOn: true, connection: at("/otlp/v1/traces", "b") },
      { signal: "logs", isOn: false, connection: {} },
    ]),
  ).toEqual([
    {
      name: "",
      connection: { transport: "http", endpoint: "https://otlp.example.com/otlp" },
      signals: {
        traces: { enabled: true, connection: { headers: [{ name: "x-key", value: "b" }] } },
        metrics: { enabled: true, connection: { headers: [{ name: "x-key", value: "a" }] }, intervalMs: 1000 },
        logs: { enabled: false },
      },
    },
  ]);
});

const folders = ["toml", "json", "truefoundry", "pixie", "outspan"] as const satisfies readonly ImportFormat[];
const dirt = [
  '"',
  "'",
  "\\",
  "\n",
  "\r\n",
  "\t",
  "${",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  "#",
  "=",
  ":",
  ",",
  "<",
  "/*",
  "__proto__",
];

test("a mutated sample never throws, every line of it is told, and no note repeats a value", () => {
  const samples = folders.flatMap((folder) => samplesOf(folder).map(({ text }) => ({ folder, text })));
  const chance = chanceOf(7);
  for (let run = 0; run < 1500; run += 1) {
    const sample = chance.pick(samples);
    let text = sample.text.replaceAll(/(?<=[=\s"':])[a-z0-9]{8,}(?=["'\s])/g, "Cana4yVa1ue");
    for (let left = 1 + chance.below(6); left > 0; left -= 1) {
      const at = chance.below(text.length + 1);
      text = text.slice(0, at) + chance.pick(dirt) + text.slice(at + chance.below(12));
    }
    const { lines } = readSettings(text, chance.is(0.5) ? sample.folder : undefined);
    const words = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
    expect(lines.length, text).toBe(words.filter((line) => line.trim() !== "").length);
    expect(lines.filter(({ note }) => note.includes("Cana4y"))).toEqual([]);
  }
});

test("a text as large as may be sent, of what costs a reader most, is read within seconds on a busy machine", () => {
  const filled = (unit: string) => unit.repeat(Math.ceil(200_000 / unit.length));
  const texts: [ImportFormat, string][] = [
    ["toml", `[tracer.x]\na = ${filled("b ")}`],
    ["json", `${filled("\n")}!\notlpTraceEndpoint`],
    ["truefoundry", `${filled("// ")}\ngateway-otel-config`],
    ["pixie", filled("px.otel.Endpoint(url='h:1')\n")],
    ["pixie", `px.otel.Endpoint(${filled("{'a':[")}`],
    ["outspan", `signals: {}\nconnection:\n  headers:\n${filled("  - 1\n")}`],
  ];
  for (const [format, text] of texts) {
    expect(
      leastMs(1, () => readSettings(text, format)),
      format,
    ).toBeLessThan(6000);
  }
});
