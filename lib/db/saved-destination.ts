// A destination's row as its readers see it: parsed through the schema, secrets null, defaults filled in. Opens nothing.
import type * as z from "zod";
import type { DestinationRecord } from "#lib/db/destination";
import { resolvedUrls, withDefaults } from "#lib/destination/resolve";
import { Author, Destination, type SavedDestination } from "#lib/destination/schema";
import { maskSecrets } from "#lib/destination/secrets";
import { provisionedOf } from "#lib/provisioned";

/** The body as it was written: no defaults, secrets null. Throws where the row does not hold a destination: that is a bug. */
export function bodyOf(row: Pick<DestinationRecord, "body">): Destination {
  return Destination.parse(JSON.parse(row.body));
}

export function savedOf(row: DestinationRecord): SavedDestination {
  const body = maskSecrets(bodyOf(row));
  return {
    ...withDefaults(body),
    id: row.id,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    updatedBy: authorOf(row.updatedBy),
    provisioned: provisionedOf(row.provisioned),
    resolved: resolvedUrls(body),
  };
}

function authorOf(json: string): z.output<typeof Author> {
  return Author.parse(JSON.parse(json));
}
