// Who saved a revision and when, as the one who reads it would say it. Pure.
import type { SavedDestination } from "#lib/destination/schema";
import { formatClock } from "./when";

/** By this user: then it was another tab, not another person. */
export function isSavedBy({ updatedBy }: SavedDestination, email: string): boolean {
  return updatedBy.kind === "user" && updatedBy.name === email;
}

/** "sre@example.com saved revision 5 at 14:06"; "You saved revision 5 at 14:06 in another tab". */
export function savedWords(saved: SavedDestination, email: string): string {
  const what = `saved revision ${saved.revision} at ${formatClock(saved.updatedAt)}`;
  return isSavedBy(saved, email) ? `You ${what} in another tab` : `${saved.updatedBy.name} ${what}`;
}
