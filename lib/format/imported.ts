// What a pasted text comes to: drafts of destinations, what became of every line, and the holes that are left to fill. The values
// are the caller's own; nothing of it is stored.
import * as z from "zod";
import type { Hole } from "#lib/destination/hole";
import { UnfinishedDestination } from "#lib/destination/schema";
import { ImportFormat } from "#lib/format/format";
import { type Marks, ReadLine } from "#lib/format/marks";

export const Imported = z.strictObject({
  /** null: none that Outspan knows. */
  format: ImportFormat.nullable(),
  /** The format and its shape in words: "Environment variables, Kubernetes". */
  label: z.string(),
  /** Not judged yet: parts may be missing or wrong. */
  destinations: z.array(UnfinishedDestination),
  lines: z.array(ReadLine),
  holes: z.array(z.strictObject({ path: z.string(), name: z.string() }) satisfies z.ZodType<Hole>),
});
export type Imported = z.output<typeof Imported>;

/** How one format is read. */
export type Reader = {
  format: ImportFormat;
  label: string;
  /** By a look at the text alone: quick, and wrong at worst. */
  recognises: (text: string) => boolean;
  read: (text: string, marks: Marks) => Reading;
};

type Reading = {
  destinations: UnfinishedDestination[];
  /** The shape within the format, for the label: "Kubernetes". */
  shape?: string;
};
