// What must hold for every text, over all formats at once; `npm run fuzz` does it a hundred thousand times.
import { expect, test } from "vitest";
import { linesOf } from "#lib/format/marks";
import { readSettings, textLengthMax } from "#lib/format/read";
import { fuzz } from "#lib/format/testing/fuzz";
import { allSamples } from "#lib/format/testing/samples";
import { leastMs, threadMs } from "#lib/testing/thread-ms";

const timing = { clock: threadMs, rest: () => {} };

test("3,000 mutated samples: no crash, none over 100 ms, every line told once and in order, every draft fits and can be judged, no message repeats a secret", () => {
  const { faults, inputs, formats, drafts } = fuzz(3000, 1, timing);
  expect(faults).toEqual([]);
  expect(inputs).toBe(3000);
  expect(Object.keys(formats).length).toBeGreaterThanOrEqual(11);
  expect(drafts).toBeGreaterThan(1500);
}, 60_000);

test("every line of every sample that is not blank is told once, in order", () => {
  for (const { text, place } of allSamples()) {
    const wanted = linesOf(text).flatMap((words, index) => (words.trim() === "" ? [] : [index + 1]));
    expect(
      readSettings(text).lines.map(({ line }) => line),
      place,
    ).toEqual(wanted);
  }
});

const times = (part: (at: number) => string, length: number) => {
  let text = "";
  for (let at = 0; text.length < length; at += 1) text += part(at);
  return text;
};
const size = textLengthMax - 10_000;

const long: Record<string, string> = {
  env: `export OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com\n${times((at) => `export APP_SETTING_${at}="value ${at}"\nexport OTEL_RESOURCE_ATTRIBUTES=service.name=a${at}\n`, size)}`,
  kubernetes: `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      env:\n        - name: OTEL_EXPORTER_OTLP_ENDPOINT\n          value: https://otlp.example.com\n${times((at) => `        - name: APP_${at}\n          value: "value ${at}"\n`, size)}`,
  modal: `https://otlp.example.com\n${times((at) => `OTEL_HEADER_x-key-${at}=value-${at}\n`, size)}`,
  collector: `exporters:\n${times((at) => `  otlphttp/n${at}:\n    endpoint: https://otlp${at}.example.com\n    headers:\n      x-api-key: "key ${at}"\n`, size / 2)}service:\n  pipelines:\n${times((at) => `    traces/n${at}:\n      receivers: [otlp]\n      exporters: [otlphttp/n${at}]\n`, size / 2)}`,
  declarative: `file_format: "1.0"\ntracer_provider:\n  processors:\n${times((at) => `    - batch:\n        exporter:\n          otlp_http:\n            endpoint: https://otlp${at}.example.com/v1/traces\n            headers:\n              - name: api-key\n                value: key${at}\n`, size)}`,
  toml: times(
    (at) =>
      `[tracer."t${at}"]\ntype = "open-telemetry"\ntransport = "http"\nendpoint = "https://otlp${at}.example.com/v1/traces"\nheaders = ["x-key: ${at}"]\nenable = true\n\n`,
    size,
  ),
  json: `{\n${times((at) => `  // setting ${at}\n  "setting${at}": { "a": ["${at}"] },\n`, size)}  "otlpTraceEndpoint": "https://otlp.example.com/v1/traces"\n}\n`,
  truefoundry: `otel_traces_exporter_config:\n  type: http\n  endpoint: https://otlp.example.com/v1/traces\n  headers:\n${times((at) => `    x-key-${at}: value ${at}\n`, size)}`,
  pixie: times(
    (at) =>
      `px.export(df, px.otel.Data(endpoint=px.otel.Endpoint(url="otlp${at}.example.com:443", headers={"api-key": "k${at}"}), data=[]))\n`,
    size,
  ),
  curl: times(
    (at) =>
      `curl -X POST https://otlp${at}.example.com/v1/traces \\\n  -H "api-key: key ${at}" \\\n  --data '{"n": ${at}}'\n\n`,
    size,
  ),
  vendor: `Endpoint: https://otlp.example.com\n${times((at) => `x-key-${at}: value-${at}\n`, size)}`,
  outspan: `destinations:\n${times((at) => `  - name: Number ${at}\n    connection:\n      transport: http\n      endpoint: https://otlp${at}.example.com\n    signals:\n      traces: { enabled: true }\n`, size)}`,
};

test.for(Object.entries(long))("256 KiB of %s, honestly written, are read in under a second", ([name, text]) => {
  expect(text.length).toBeGreaterThan(size - 1000);
  expect(text.length).toBeLessThanOrEqual(textLengthMax);
  const ms = leastMs(3, () => {
    const { format, destinations } = readSettings(text);
    expect(format).toBe(name === "kubernetes" ? "env" : name);
    expect(destinations.length).toBeGreaterThan(0);
  });
  expect(ms).toBeLessThan(1000);
});

const laughs = [..."bcdefghij"].map((name, at) => {
  const before = `*${"abcdefghi"[at]}`;
  return `x-${name}: &${name} [${Array(9).fill(before).join(", ")}]`;
});

test("aliases that multiply end at a bound, and the line where they do says so", () => {
  const text = [
    "x-a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]",
    ...laughs,
    "exporters:",
    "  otlphttp:",
    "    endpoint: https://otlp.example.com",
    "    headers: *j",
  ].join("\n");
  const begun = threadMs();
  const { lines, destinations } = readSettings(text, "collector");
  expect(threadMs() - begun).toBeLessThan(500);
  expect(destinations.length).toBeLessThanOrEqual(1);
  const told = lines.filter(({ note }) => note.includes("The aliases bring in too much: write out what is needed"));
  expect(told.map(({ state }) => state)).toEqual(["unknown"]);
});

test("what is nested too deeply is told at its line", () => {
  const keys = Array.from({ length: 100 }, (_, at) => `${"  ".repeat(at)}k:`);
  const text = `exporters:\n  otlphttp:\n    endpoint: https://otlp.example.com\n${keys.join("\n")} v\n`;
  const { lines } = readSettings(text, "collector");
  const told = lines.filter(({ note }) => note.includes("This is nested too deeply"));
  expect(told.map(({ state }) => state)).toEqual(["unknown"]);
});

test("an alias inside of what it stands for is told at its line", () => {
  const { lines } = readSettings(
    "exporters:\n  otlphttp: &a\n    endpoint: https://otlp.example.com\n    headers: *a\n",
    "collector",
  );
  expect(lines.find(({ line }) => line === 4)?.note).toContain("This alias stands inside of what it stands for");
});
