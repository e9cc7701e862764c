// Reads a pasted text for whoever asked, a page or a program. Nothing of it is stored, logged or noted: the answer is the caller's own.
import type { Hint } from "#lib/destination/problem";
import type { UnfinishedDestination } from "#lib/destination/schema";
import { ImportFormat } from "#lib/format/format";
import type { ImportAnswer, ImportSubmission } from "#lib/format/import-answer";
import { readSettings } from "#lib/format/read";
import { presetChecks } from "#lib/preset/checks";
import { fail, ok, type Result } from "#lib/result";

const textBytesMax = 262_144;

export function importSettings({ text, format }: ImportSubmission): Result<ImportAnswer> {
  if (Buffer.byteLength(text) > textBytesMax) return fail("too_large", "The text is larger than 256 KiB");
  const known = ImportFormat.safeParse(format);
  const imported = readSettings(text, format === undefined ? undefined : known.success ? known.data : "env");
  return ok({ ...imported, checks: imported.destinations.flatMap((one, index) => checksAt(one, index)) });
}

function checksAt(destination: UnfinishedDestination, index: number): Hint[] {
  const at = `/destinations/${index}`;
  return presetChecks(destination).map(({ path, message, fix }) => ({
    path: at + path,
    message,
    fix: fix && { ...fix, changes: fix.changes.map((change) => ({ ...change, path: at + change.path })) },
  }));
}
