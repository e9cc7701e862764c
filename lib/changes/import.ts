// Reads a pasted text for whoever asked, a page or a program. Nothing of it is stored, logged or noted: the answer is the caller's own.
import * as z from "zod";
import { Hint } from "#lib/destination/problem";
import { ImportFormat } from "#lib/format/format";
import { Imported } from "#lib/format/imported";
import { readSettings } from "#lib/format/read";
import { presetChecks } from "#lib/preset/checks";
import { fail, ok, type Result } from "#lib/result";

/** Other words for a shape that one format covers. */
const shapes = ["dotenv", "compose", "kubernetes"] as const;

export const ImportSubmission = z.strictObject({
  text: z.string(),
  /** Where the caller knows it better than the text tells. */
  format: z.enum([...ImportFormat.options, ...shapes]).optional(),
});
export type ImportSubmission = z.output<typeof ImportSubmission>;

export const ImportAnswer = z.strictObject({
  ...Imported.shape,
  /** What a backend is known to refuse: its paths and those of its repair begin at /destinations. */
  checks: z.array(Hint),
});
export type ImportAnswer = z.output<typeof ImportAnswer>;

const textBytesMax = 262_144;

export function importSettings({ text, format }: ImportSubmission): Result<ImportAnswer> {
  if (Buffer.byteLength(text) > textBytesMax) return fail("too_large", "The text is larger than 256 KiB");
  const known = ImportFormat.safeParse(format);
  const imported = readSettings(text, format === undefined ? undefined : known.success ? known.data : "env");
  return ok({ ...imported, checks: imported.destinations.flatMap((one, index) => checksAt(one, index)) });
}

function checksAt(destination: Imported["destinations"][number], index: number): Hint[] {
  const at = `/destinations/${index}`;
  return presetChecks(destination).map(({ path, message, fix }) => ({
    path: at + path,
    message,
    fix: fix && { ...fix, changes: fix.changes.map((change) => ({ ...change, path: at + change.path })) },
  }));
}
