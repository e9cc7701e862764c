// What the last attempt to save or test came to, beside the verdict: shown as a note over the form or as a line in the bar.
import type { SavedDestination } from "#lib/destination/schema";

export type Attempt = "save" | "test" | "save and test";

export type Notice =
  | { kind: "none" }
  | { kind: "saved"; revision: number }
  /** Fields are wrong, or (with a message) something that stands at no field; nothing was saved. */
  | { kind: "invalid"; message: string | null }
  | { kind: "conflict"; theirs: SavedDestination }
  | { kind: "gone" }
  | { kind: "signed_out"; attempt: Attempt }
  | { kind: "unreachable"; attempt: Attempt }
  | { kind: "failed"; message: string; attempt: Attempt };
