// What somebody sends to have a text read, and what is answered: the drafts and the lines, and what their backends are known to refuse.
import * as z from "zod";
import { Hint } from "#lib/destination/problem";
import { ImportFormat } from "#lib/format/format";
import { Imported } from "#lib/format/imported";

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
