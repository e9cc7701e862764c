// Finds the revision of a destination that an address names.
import { loadDestination } from "#lib/api/load-destination";
import type { DestinationRevision } from "#lib/destination/revision";
import { readRevision } from "#lib/queries/revision";
import { fail, ok, type Result } from "#lib/result";

type Asked = { id: string; params: Record<string, string | string[] | undefined> };

export async function loadRevision({ id, params }: Asked): Promise<Result<DestinationRevision>> {
  const destination = await loadDestination({ id });
  if (!destination.ok) return destination;
  const number = revisionNumber(params.revision);
  const found = number === null ? null : await readRevision(id, number);
  return found === null
    ? fail("not_found", "This destination has no such revision, or it is not kept any more")
    : ok(found);
}

/** As it stands in an address; null: no revision has such a number. */
export function revisionNumber(text: unknown): number | null {
  return typeof text === "string" && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
