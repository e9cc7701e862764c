// Reads of destinations for pages and the API: secrets masked, defaults filled in.
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";

export type ListedDestination = { destination: SavedDestination; status: Status };
export type DeletedDestination = { id: string; name: string; deletedAt: string; undoUntil: string };

export async function listDestinations(): Promise<ListedDestination[]> {
  return [];
}

export async function getDestination(_id: string): Promise<ListedDestination | null> {
  return null;
}

/** Those that can still be brought back, newest first. */
export async function recentlyDeleted(): Promise<DeletedDestination[]> {
  return [];
}
