// Finds the revision that an address names: of a destination, of the settings.
import { loadDestination } from "#lib/api/load-destination";
import type { DestinationRevision } from "#lib/destination/revision";
import { hasSettingsRevision, readRevision } from "#lib/queries/revision";
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

/** Its number: the settings have no address of their own. */
export async function loadSettingsRevision({ params }: Pick<Asked, "params">): Promise<Result<number>> {
  const number = revisionNumber(params.revision);
  return number !== null && (await hasSettingsRevision(number))
    ? ok(number)
    : fail("not_found", "The settings have no such revision, or it is not kept any more");
}

/** As it stands in an address; null: no revision has such a number. */
export function revisionNumber(text: unknown): number | null {
  return typeof text === "string" && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
