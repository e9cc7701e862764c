// What a pasted text comes to: drafts of destinations, what became of every line, and the holes that are left to fill. The values
// are the caller's own; nothing of it is stored.
import * as z from "zod";
import { UnfinishedDestination } from "#lib/destination/schema";
import { ImportFormat } from "#lib/format/format";
import { type Marks, ReadLine } from "#lib/format/marks";

/** A named place in a draft that the text left open, as `${env:API_KEY}`. */
export const Hole = z.strictObject({
  /** JSON Pointer into the answer: /destinations/0/connection/auth/token. */
  path: z.string(),
  name: z.string(),
});
export type Hole = z.output<typeof Hole>;

export const Imported = z.strictObject({
  /** null: none that Outspan knows. */
  format: ImportFormat.nullable(),
  /** The format and its shape in words: "Environment variables, Kubernetes". */
  label: z.string(),
  /** Not judged yet: parts may be missing or wrong. */
  destinations: z.array(UnfinishedDestination),
  lines: z.array(ReadLine),
  holes: z.array(Hole),
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

export type Reading = {
  destinations: UnfinishedDestination[];
  /** The shape within the format, for the label: "Kubernetes". */
  shape?: string;
};
