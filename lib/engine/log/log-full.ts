// The answer to an append that the disk did not take. The log goes on working: the next append may succeed.

const name = "LogFull";

/** `cause` is what the file system said: ENOSPC, EDQUOT, EIO. */
export function logFull(cause: unknown): Error {
  const error = new Error("The log could not be written", { cause });
  error.name = name;
  return error;
}

export function isLogFull(error: unknown): boolean {
  return error instanceof Error && error.name === name;
}
