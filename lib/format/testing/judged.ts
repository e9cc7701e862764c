// What must hold for any text at all that is pasted: says what a text breaks of it. The time is measured by the caller's clock.
import { checkDestination } from "#lib/destination/check";
import { holeName } from "#lib/destination/hole";
import { UnfinishedDestination } from "#lib/destination/schema";
import type { ImportFormat } from "#lib/format/format";
import type { Imported } from "#lib/format/imported";
import { linesOf } from "#lib/format/marks";
import { readSettings } from "#lib/format/read";
import { holdsMarker } from "#lib/format/testing/markers";

export type Fault = {
  kind: "thrown" | "slow" | "lines" | "unfit draft" | "check thrown" | "repeated in a message" | "too large";
  words: string;
};
export type Judged = { faults: Fault[]; ms: number; format: string | null; drafts: number };

export const slowMs = 100;
/** A text of 32 KiB with a bomb in it comes to no more than this. */
const answerLengthMax = 4_000_000;

/** `clock` in milliseconds; `rest` lets the garbage collector run before a slow text is read again by itself. */
export type Timing = { clock: () => number; rest: () => void };

export function judged(text: string, format: ImportFormat | undefined, timing: Timing): Judged {
  const begun = timing.clock();
  let imported: Imported;
  try {
    imported = readSettings(text, format);
  } catch (error) {
    return {
      faults: [{ kind: "thrown", words: firstWords(error) }],
      ms: timing.clock() - begun,
      format: null,
      drafts: 0,
    };
  }
  const first = timing.clock() - begun;
  const ms = first > slowMs ? Math.min(first, alone(text, format, timing)) : first;
  const slow: Fault[] = ms > slowMs ? [{ kind: "slow", words: `${Math.round(ms)} ms` }] : [];
  const faults = [...slow, ...ofLines(text, imported), ...ofDrafts(text, imported), ...ofMessages(text, imported)];
  return { faults, ms, format: imported.format, drafts: imported.destinations.length };
}

/** What else the machine did at that moment is not the text's. */
function alone(text: string, format: ImportFormat | undefined, { clock, rest }: Timing): number {
  let best = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 3 && best > slowMs; times += 1) {
    rest();
    const begun = clock();
    readSettings(text, format);
    best = Math.min(best, clock() - begun);
  }
  return best;
}

/** Every line that is not blank once, in order. */
function ofLines(text: string, { lines }: Imported): Fault[] {
  const source = linesOf(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const wanted = source.flatMap((line, index) => (line.trim() === "" ? [] : [index + 1]));
  const isTold = wanted.length === lines.length && lines.every(({ line }, index) => line === wanted[index]);
  return isTold ? [] : [{ kind: "lines", words: `${wanted.length} lines, ${lines.length} told` }];
}

function ofDrafts(text: string, imported: Imported): Fault[] {
  const { destinations } = imported;
  if (JSON.stringify(destinations).length > answerLengthMax) return [{ kind: "too large", words: "the drafts" }];
  return destinations.flatMap((draft): Fault[] => {
    const fit = UnfinishedDestination.safeParse(draft);
    if (!fit.success)
      return [{ kind: "unfit draft", words: fit.error.issues.map(({ path }) => path.join("/")).join() }];
    try {
      return checkDestination(draft).flatMap(({ message, path }): Fault[] => {
        return repeats(message, text, imported)
          ? [{ kind: "repeated in a message", words: `problem at ${path}: ${message}` }]
          : [];
      });
    } catch (error) {
      return [{ kind: "check thrown", words: firstWords(error) }];
    }
  });
}

function ofMessages(text: string, imported: Imported): Fault[] {
  const { label, lines, holes } = imported;
  const notes = new Set(lines.map(({ note }) => note));
  return [label, ...holes.map(({ name }) => name), ...notes]
    .filter((words) => repeats(words, text, imported))
    .map((words) => ({ kind: "repeated in a message", words }));
}

/** A hole is named as the text has it in brackets or behind $, or after the header that it fills. */
function repeats(words: string, text: string, { holes, destinations }: Imported): boolean {
  if (!holdsMarker(words)) return false;
  const written = [...text.matchAll(/[{(<[]([^{}()<>[\]\n]{1,300})|\$(?:env:)?(\w+)/g)].map(
    ([, bracketed, dollar]) => bracketed ?? dollar ?? "",
  );
  const names = [...written, ...headerNames(destinations)].map(holeName).join(" ");
  const named = holes.filter(({ name }) => names.includes(holeName(name)));
  return holdsMarker(named.reduce((rest, { name }) => rest.replaceAll(name, ""), words));
}

function headerNames(destinations: Imported["destinations"]): string[] {
  const connections = destinations.flatMap(({ connection, signals }) => [
    connection,
    ...[signals.traces, signals.metrics, signals.logs].map((signal) => signal?.connection),
  ]);
  return connections.flatMap((connection) => connection?.headers?.map(({ name }) => name) ?? []);
}

function firstWords(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.split("\n").slice(0, 4).join(" ").slice(0, 500);
}
