// The answer to an append that the disk did not take. The log goes on working: the next append may succeed. Anything else that goes
// wrong in an append is no LogFull.

const name = "LogFull";
const diskRefusals = ["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO"] as const;
/** Full, over a quota, read-only, no larger file allowed, or failing. */
export type DiskRefusal = (typeof diskRefusals)[number];

/** `cause` is what the file system said. */
export function logFull(cause: unknown): Error {
  const error = new Error("The log could not be written", { cause });
  error.name = name;
  return error;
}

export function isLogFull(error: unknown): boolean {
  return error instanceof Error && error.name === name;
}

/** Why the disk did not take it; null: it was no disk's refusal. */
export function logFullCode(error: unknown): DiskRefusal | null {
  return error instanceof Error && isLogFull(error) ? codeOf(error.cause) : null;
}

export function isDiskRefusal(error: unknown): boolean {
  return codeOf(error) !== null;
}

function codeOf(error: unknown): DiskRefusal | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return diskRefusals.find((one) => one === code) ?? null;
}
