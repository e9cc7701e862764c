// Texts near a Collector's settings, and far from them: no crash, no hang, no words of the text in a note.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readSettings, textLengthMax } from "#lib/format/read";
import { samplesOf } from "#lib/format/testing/samples";
import { leastMs, threadMs } from "#lib/testing/thread-ms";

const canary = "Cana4yVa1ue";
const texts = samplesOf("collector").map(({ text }) => text.replace(/[a-z0-9]{10,}(?=["'\s]*\n)/g, canary));
const dirt = fc.constantFrom(
  ..."\"'`\\{}[]:,#&*|>-!%@$~<\t\n".split(""),
  "\r\n",
  "\0",
  "é",
  "- ",
  "  ",
  "${",
  "<<",
  "*a",
  "---\n",
);

const readingMs = (text: string, tries: number) => leastMs(tries, () => readSettings(text, "collector"));

test("a mutated sample never throws, takes under 100 ms, and no note repeats a value", () => {
  const where = fc.double({ min: 0, max: 1, noNaN: true });
  const mutant = fc.record({
    text: fc.constantFrom(...texts),
    cuts: fc.array(fc.tuple(where, fc.nat(12), dirt), { minLength: 1, maxLength: 6 }),
  });
  fc.assert(
    fc.property(mutant, ({ text, cuts }) => {
      const mutated = cuts.reduce((whole, [place, length, put]) => {
        const at = Math.floor(place * whole.length);
        return whole.slice(0, at) + put + whole.slice(at + length);
      }, text);
      const begun = threadMs();
      const { lines } = readSettings(mutated, "collector");
      if (threadMs() - begun > 100) expect(readingMs(mutated, 5)).toBeLessThan(100);
      expect(lines.filter(({ note }) => note.includes(canary.slice(0, 6)))).toEqual([]);
    }),
    { seed: 5, numRuns: 500 },
  );
});

const long: [string, string, string][] = [
  ["exporters", "exporters:\n", "  otlphttp/NTH:\n    endpoint: https://hNTH.example.com\n    headers: { a: b }\n"],
  [
    "pipelines",
    "exporters:\n  otlp: { endpoint: a:1 }\nservice:\n  pipelines:\n",
    "    traces/NTH: { exporters: [otlp] }\n",
  ],
  [
    "names of exporters",
    "exporters:\n  otlp: { endpoint: a:1 }\nservice: { pipelines: { traces: { exporters: [",
    "otlp,",
  ],
  ["the same exporter", "exporters:\n", "  otlp/x:\n"],
  ["empty lines", "exporters:\n", "\n"],
  ["tabs", "exporters:\n", "\t"],
  ["holes that never end", "exporters:\n  otlp:\n    endpoint: ", "${"],
  ["here-documents", "", "cat <<EOF "],
];

test.for(long)("64 KiB of %s are read at once", ([, head, part]) => {
  const count = Math.floor((textLengthMax / 4 - head.length) / (part.length + (part.includes("NTH") ? 6 : 0)));
  const text = head + Array.from({ length: count }, (_, nth) => part.replaceAll("NTH", String(nth))).join("");
  expect(readingMs(text, 1)).toBeLessThan(5000);
});

test("aliases that multiply end at a bound", () => {
  const levels = [..."bcdefgh"].map(
    (name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[at]}`).join(",")}]`,
  );
  const text = ["a: &a [x,x,x,x,x,x,x,x,x]", ...levels, "exporters: { otlp: { headers: *h, endpoint: a:1 } }"].join(
    "\n",
  );
  expect(readingMs(text, 1)).toBeLessThan(5000);
});

test("an alias inside what it stands for is nothing, and quick", () => {
  const text = "{ x: &a { b: [*a, *a, *a], exporters: { otlp: { <<: *a, endpoint: a:1 } } } }";
  expect(readingMs(text, 3)).toBeLessThan(100);
  expect(readSettings(text, "collector").destinations).toMatchObject([{ connection: { endpoint: "a:1" } }]);
});
