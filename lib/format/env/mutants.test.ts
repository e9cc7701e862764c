// Texts near those that people paste, and far from them: no crash, no hang, no words of the text in a note.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readSettings, textLengthMax } from "#lib/format/read";
import { samplesOf } from "#lib/format/testing/samples";
import { leastMs, threadMs } from "#lib/testing/thread-ms";

const folders = ["env", "modal"] as const;
const texts = folders.flatMap((folder) => samplesOf(folder).map(({ text }) => ({ folder, text })));

const dirt = fc.constantFrom(
  '"',
  "'",
  "`",
  "\\",
  "\n",
  "\r\n",
  "\t",
  "$",
  "${",
  "$(",
  "{",
  "}",
  "[",
  "#",
  "=",
  ":",
  ",",
  "%",
  "\0",
  "é",
  "- ",
  "  ",
  "OTEL_",
  "<",
  "&",
  "*a",
  "|\n",
  ">",
);

test("a mutated sample never throws, takes under 100 ms, and no note repeats a value", () => {
  const mutant = fc.record({
    sample: fc.constantFrom(...texts),
    cuts: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), dirt), {
      minLength: 1,
      maxLength: 6,
    }),
  });
  fc.assert(
    fc.property(mutant, ({ sample, cuts }) => {
      const canary = "Cana4yVa1ue";
      let text = sample.text.replaceAll(/(?<=[=\s"'])[a-z0-9]{6,}(?=["'\s])/g, canary);
      for (const [where, length, put] of cuts) {
        const at = Math.floor(where * text.length);
        text = text.slice(0, at) + put + text.slice(at + length);
      }
      const begun = threadMs();
      const { lines } = readSettings(text, sample.folder);
      if (threadMs() - begun > 100) expect(leastMs(5, () => readSettings(text, sample.folder))).toBeLessThan(100);
      expect(lines.filter(({ note }) => note.includes(canary.slice(0, 6)))).toEqual([]);
    }),
    { seed: 5, numRuns: 2000 },
  );
});

const long: [string, string][] = [
  ["one variable again and again", "OTEL_EXPORTER_OTLP_ENDPOINT=http://a:4318\n"],
  ["quotes that never end", "A=\"b\nB='c\n"],
  ["commands inside commands", "A=$(echo $(echo `x "],
  ["a continued line", "-e OTEL_EXPORTER_OTLP_HEADERS=a=b,c=d \\\n"],
  ["dollars", "OTEL_A=$$$${A}$A"],
  ["variables that double each other", "A=$A$A$A\nOTEL_EXPORTER_OTLP_HEADERS=a=$A\n"],
  ["braces", "OTEL_EXPORTER_OTLP_HEADERS={,{,{,"],
  ["a list of names", "- name: OTEL_A\n  value: b\n"],
  ["tabs for indentation", "- name: OTEL_A\n\tvalue: b\n"],
  ["colons", "OTEL_A: b: c: d: "],
  ["blanks", "OTEL_A=          \t\t\t         "],
  ["percent signs", "OTEL_EXPORTER_OTLP_HEADERS=a=%zz,"],
  ["keys of Modal", "OTEL_HEADER_a=b\n"],
  ["blanks of a table", "OTEL_HEADER_a          |       \t"],
];

test.for(long)("256 KiB of %s are read in well under a second", ([, part]) => {
  const text = part.repeat(Math.ceil(textLengthMax / part.length)).slice(0, textLengthMax);
  for (const folder of folders) {
    expect(leastMs(2, () => readSettings(text, folder))).toBeLessThan(1000);
  }
});

test("a hundred different programs are read, what is beyond is told", () => {
  const program = (_: unknown, index: number) =>
    `- env:\n  - name: OTEL_EXPORTER_OTLP_ENDPOINT\n    value: http://c:${index + 1}\n`;
  const { destinations, lines } = readSettings(Array.from({ length: 1000 }, program).join(""), "env");
  expect(destinations).toHaveLength(100);
  expect(lines.filter(({ state }) => state === "unknown")).toHaveLength(2 * 900);
});
