// The samples of a format: a text as people paste it, and beside it what it must come to. Read from files, so for tests only.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { UnfinishedDestination } from "#lib/destination/schema";
import type { LineState } from "#lib/format/marks";
import { readSettings } from "#lib/format/read";

const Expected = z.strictObject({
  /** The public page or program whose shape it keeps. */
  source: z.string().min(10),
  destinations: z.array(UnfinishedDestination),
  /** Numbers of lines. */
  unknown: z.array(z.int()),
  ignored: z.array(z.int()),
});

export type Sample = { name: string; text: string; expected: z.output<typeof Expected> };

/** Every sample of lib/format/<folder>/samples, in order. */
export function samplesOf(folder: string): Sample[] {
  const directory = join(import.meta.dirname, "..", folder, "samples");
  const names = readdirSync(directory).filter((name) => name.endsWith(".txt"));
  return names.sort().map((file) => {
    const name = file.replace(/\.txt$/, "");
    const expected = Expected.parse(JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8")));
    return { name, text: readFileSync(join(directory, file), "utf8"), expected };
  });
}

/** The folders of lib/format that have samples: one a format, by its name. */
export function sampleFolders(): string[] {
  const room = join(import.meta.dirname, "..");
  return readdirSync(room).filter((folder) => existsSync(join(room, folder, "samples")));
}

/** The samples of all formats; `place` is where each lies. */
export function allSamples(): (Sample & { place: string })[] {
  return sampleFolders().flatMap((folder) =>
    samplesOf(folder).map((sample) => ({ ...sample, place: `${folder}/${sample.name}` })),
  );
}

/** What a text comes to, in the words of a sample's expectation; recognised by itself. */
export function importedAsSample(text: string): Omit<Sample["expected"], "source"> & { format: string | null } {
  const { format, destinations, lines } = readSettings(text);
  const inState = (state: LineState) => lines.filter((one) => one.state === state).map(({ line }) => line);
  return { format, destinations, unknown: inState("unknown"), ignored: inState("ignored") };
}
