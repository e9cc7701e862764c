// What became of every line of a pasted text. Holds numbers and notes; a note never repeats what the line says, since that may
// be a secret.
import * as z from "zod";

export const LineState = z.enum(["understood", "ignored", "unknown"]);
export type LineState = z.output<typeof LineState>;

export const ReadLine = z.strictObject({
  /** From 1. */
  line: z.int(),
  state: LineState,
  /** What it became, why it is left out, or what would be right. May be empty where it is understood. */
  note: z.string(),
});
export type ReadLine = z.output<typeof ReadLine>;

/** Lines from 1, both included. */
export type Lines = { line: number; endLine: number };

export type Marks = {
  understood: (at: Lines, note: string) => void;
  /** `why` completes "ignored because". */
  ignored: (at: Lines, why: string) => void;
  /** Not understood: what would be right. */
  unknown: (at: Lines, note: string) => void;
  isMarked: (line: number) => boolean;
};

type Mark = { state: LineState; note: string };

/** The marks of a text, and its lines as they stand when reading is done: those that nobody marked are not understood. */
export function marksOf(text: string): { marks: Marks; lines: () => ReadLine[] } {
  const source = linesOf(text);
  const all = new Map<number, Map<string, Mark>>();
  const mark = (state: LineState, { line, endLine }: Lines, note: string) => {
    for (let at = line; at <= Math.min(endLine, source.length); at += 1) {
      const here = all.get(at) ?? new Map<string, Mark>();
      all.set(at, here.set(`${state} ${note}`, { state, note }));
    }
  };
  return {
    marks: {
      understood: (at, note) => mark("understood", at, note),
      ignored: (at, why) => mark("ignored", at, why),
      unknown: (at, note) => mark("unknown", at, note),
      isMarked: (line) => all.has(line),
    },
    lines: () =>
      source.flatMap((words, index) => {
        if (words.trim() === "") return [];
        const marks = all.get(index + 1)?.values() ?? [
          { state: "unknown" as const, note: "Nothing that Outspan knows" },
        ];
        return [{ line: index + 1, ...together([...marks]) }];
      }),
  };
}

/** The lines of a text, however they end. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Several settings on one line: what is not understood must be seen, then what is. */
function together(marks: readonly Mark[]): Mark {
  const states = (["unknown", "understood", "ignored"] as const).filter((one) =>
    marks.some((mark) => mark.state === one),
  );
  const state = states[0] ?? "unknown";
  const notes = states.flatMap((one) => {
    const said = marks.filter((mark) => mark.state === one && mark.note !== "").map(({ note }) => note);
    return one === "ignored" && state !== "ignored" ? said.map((note) => `in part ignored because ${note}`) : said;
  });
  return { state, note: [...new Set(notes)].join("; ") };
}
