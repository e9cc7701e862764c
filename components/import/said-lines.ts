// What became of the lines, gathered for reading: which were left out and why, which were not understood. Pure.
import type { ReadLine } from "#lib/format/marks";

export type SaidLines = { words: string; note: string; lines: number[] };

const commentNote = "it is a comment";
const settingName = /^\s*(?:-\s+|export\s+|ENV\s+|set\s+)?["']?([A-Z][A-Z0-9_]{2,63})["']?\s*[=:]/;

/** Lines of one state and one note together, in the order of the text. Comments are left out for themselves. */
export function saidLines(state: ReadLine["state"], lines: readonly ReadLine[], text: string): SaidLines[] {
  const source = text.split(/\r\n|\n|\r/);
  const groups = new Map<string, number[]>();
  for (const { line, note, state: its } of lines) {
    if (its !== state || note === commentNote) continue;
    groups.set(note, [...(groups.get(note) ?? []), line]);
  }
  return [...groups].map(([note, numbers]) => ({ note, lines: numbers, words: wordsOf(numbers, source) }));
}

/** The names of settings where all of the lines have one, else where they stand. */
function wordsOf(numbers: readonly number[], source: readonly string[]): string {
  const names = numbers.map((line) => settingName.exec(source[line - 1] ?? "")?.[1]);
  if (names.length <= 4 && names.every((name) => name !== undefined)) return [...new Set(names)].join(", ");
  return lineWords(numbers);
}

/** "Line 3", "Lines 3 to 6, 9". */
export function lineWords(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const line of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else runs.push([line, line]);
  }
  const told = runs.slice(0, 6).map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
  const more = runs.length > 6 ? " and more" : "";
  return `${numbers.length === 1 ? "Line" : "Lines"} ${told.join(", ")}${more}`;
}
