// What an error of the database means for whoever asked: a store that is full, read-only, failing or damaged is not a bug.
// Knows neither logs nor answers.
import { type AppError, fail } from "#lib/result";

/** Primary result codes of SQLite. */
const sqliteFaults: Record<number, string> = {
  8: "The database in the data directory cannot be written: give the user that Outspan runs as the right to write there",
  10: "The disk of the data directory fails to read or write: look at the system's log",
  11: "The database in the data directory is damaged: stop Outspan and restore a backup of the data directory",
  13: "The disk of the data directory is full: make room, then try again",
  14: "The database in the data directory cannot be opened: look at its permissions and at the disk",
  26: "The database in the data directory is damaged: stop Outspan and restore a backup of the data directory",
};

/** SQLSTATEs of PostgreSQL, and what the system says of a connection. */
const postgresFaults: Record<string, string> = {
  "53100": "The disk of the database is full: make room, then try again",
  "25006": "The database takes no writes at the moment: it is read-only",
  "57P01": "The database was stopped: try again in a moment",
  "57P03": "The database is starting: try again in a moment",
  ECONNREFUSED: "The database does not answer: try again in a moment",
  ECONNRESET: "The database does not answer: try again in a moment",
};

/** The failure to tell, or null where the error is about no such thing. */
export function storeFailure(error: unknown): AppError | null {
  const message = faultOf(error) ?? (error instanceof Error ? faultOf(error.cause) : null);
  return message === null ? null : fail("unavailable", message).error;
}

function faultOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  // The extended code carries the primary one in its last byte.
  if ("errcode" in error && typeof error.errcode === "number") return sqliteFaults[error.errcode & 0xff] ?? null;
  return "code" in error && typeof error.code === "string" ? (postgresFaults[error.code] ?? null) : null;
}
