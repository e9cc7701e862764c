// A row of the audit as it is read: on the page, by a program, in a download.
import * as z from "zod";

export const AuditItem = z.strictObject({
  /** Ever growing, in the order of the commits. */
  id: z.int(),
  at: z.string(),
  actor: z.strictObject({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
  /** Noun and verb: `destination.save`. */
  action: z.string(),
  noun: z.strictObject({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  /** done, refused, or asked: of the engine, which did not answer. */
  outcome: z.string(),
  /** JSON Pointers of what changed. */
  fields: z.array(z.string()),
  /** Numbers and short texts beside it: a revision, a verdict, the origin of a target. */
  detail: z.record(z.string(), z.union([z.number(), z.string()])),
  /** From which value to which, where the revisions still tell; a secret reads "saved" or "changed". null = not known. */
  changes: z
    .array(
      z.strictObject({ path: z.string(), label: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
    )
    .nullable(),
});
export type AuditItem = z.output<typeof AuditItem>;

/** `searchedTo`: enough rows were looked at, those before this moment not yet; `next` goes on there. */
export const AuditList = z.strictObject({
  items: z.array(AuditItem),
  next: z.string().nullable(),
  searchedTo: z.string().nullable(),
});
export type AuditList = z.output<typeof AuditList>;
