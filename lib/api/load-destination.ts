// Finds the destination that an address names.
import type { SavedDestination } from "#lib/destination/schema";
import { findDestination } from "#lib/queries/destination";
import { fail, ok, type Result } from "#lib/result";

export async function loadDestination({ id }: { id: string }): Promise<Result<SavedDestination>> {
  const found = await findDestination(id);
  return found === null ? fail("not_found", "There is no such destination") : ok(found);
}
