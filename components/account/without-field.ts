// What is being corrected is wrong no longer. Pure.
import type { AppError } from "#lib/result";

/** Null once nothing is left to correct. */
export function withoutField(error: AppError | null, pointer: string): AppError | null {
  if (error?.fields?.[pointer] === undefined) return error;
  const { [pointer]: _, ...fields } = error.fields;
  return Object.keys(fields).length === 0 ? null : { ...error, fields };
}
