// What is wrong with a value of a destination, and the change that repairs it. The same object is a field error on the
// page, a `fields` entry in the API and a diagnosis in a report, so that all three say the same words.
import * as z from "zod";

export const Transform = z.enum([
  "trim",
  "unquote",
  "percent-decode",
  "strip-invisible",
  "base64-encode",
  "add-bearer",
  "once-bearer",
]);
export type Transform = z.output<typeof Transform>;

/** One edit of a destination: a JSON Pointer and what happens there. Parents are created. */
export const Change = z.union([
  z.strictObject({ path: z.string(), value: z.json() }),
  z.strictObject({ path: z.string(), op: z.literal("remove") }),
  z.strictObject({ path: z.string(), transform: Transform }),
]);
export type Change = z.output<typeof Change>;

export const Fix = z.strictObject({ label: z.string(), changes: z.array(Change) });
export type Fix = z.output<typeof Fix>;

export type Problem = {
  /** JSON Pointer into the destination: the field the message stands at. */
  path: string;
  /** From the catalogue of failures, e.g. `url.missing_scheme`; else `settings.invalid`. */
  code: string;
  /** What to do, in one sentence. Never holds a secret. */
  message: string;
  fix: Fix | null;
};

/** Groups messages by field, as the `fields` of an AppError wants them. */
export function fieldsOf(problems: readonly Problem[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const problem of problems) {
    fields[problem.path] ??= [];
    fields[problem.path]?.push(problem.message);
  }
  return fields;
}

/** Not wrong, but worth a look: stands at the field in amber and stops nothing. */
export const Hint = z.strictObject({ path: z.string(), message: z.string(), fix: Fix.nullable() });
export type Hint = z.output<typeof Hint>;
