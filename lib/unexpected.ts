// What a door (a route, an action) answers to an error that nobody expected, and the one line that the log gets of it.
// A store that fails is nobody's bug: its line says what to do and has no stack.
import { randomUUID } from "node:crypto";
import { storeFailure } from "#lib/db/failure";
import { log } from "#lib/log";
import { type AppError, fail } from "#lib/result";

/** `fields` say which door it was. */
export function unexpected(error: unknown, message: string, fields: Record<string, unknown>): AppError {
  const failure = storeFailure(error);
  if (failure !== null) {
    log.error(failure.message, { ...fields, reason: error instanceof Error ? error.message : null });
    return failure;
  }
  const ref = randomUUID();
  log.error(message, { ...fields, ref, error });
  return fail("internal", `Something went wrong on the server. The log has it under ${ref}.`, { ref }).error;
}
