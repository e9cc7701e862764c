// Finds the destination that an address names.
import { getDestination, type ListedDestination } from "#lib/queries/destination";
import { fail, ok, type Result } from "#lib/result";

export async function loadDestination({ id }: { id: string }): Promise<Result<ListedDestination>> {
  const found = await getDestination(id);
  return found === null ? fail("not_found", "There is no such destination") : ok(found);
}
