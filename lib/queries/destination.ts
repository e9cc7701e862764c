// Reads of destinations for pages and the API: secrets masked, defaults filled in.
import { findDestinationRow, listDeletedDestinationRows, listDestinationRows } from "#lib/db/destination";
import { bodyOf, savedOf } from "#lib/db/saved-destination";
import type { SavedDestination } from "#lib/destination/schema";
import { type Status, statusOf } from "#lib/destination/status";
import { runtime, undeleteMs } from "#lib/runtime";

export type ListedDestination = { destination: SavedDestination; status: Status };
export type DeletedDestination = { id: string; name: string; deletedAt: string; undoUntil: string };

/** In the order they were made. */
export async function listDestinations(): Promise<ListedDestination[]> {
  const { database } = await runtime();
  const rows = await listDestinationRows(database);
  return rows.map((row) => listed(savedOf(row)));
}

export async function getDestination(id: string): Promise<ListedDestination | null> {
  const { database } = await runtime();
  const row = await findDestinationRow(database, id);
  return row === null ? null : listed(savedOf(row));
}

/** Those that can still be brought back, newest first. */
export async function recentlyDeleted(): Promise<DeletedDestination[]> {
  const { database, now } = await runtime();
  const rows = await listDeletedDestinationRows(database, new Date(now().getTime() - undeleteMs));
  return rows.flatMap((row) => {
    if (row.deletedAt === null) return [];
    const undoUntil = new Date(Date.parse(row.deletedAt) + undeleteMs).toISOString();
    return [{ id: row.id, name: bodyOf(row).name, deletedAt: row.deletedAt, undoUntil }];
  });
}

function listed(destination: SavedDestination): ListedDestination {
  return { destination, status: statusOf(destination) };
}
