// Finds the secret that an address names.
import type { SavedSecret } from "#lib/destination/named-secret";
import { findSecret } from "#lib/queries/secret";
import { fail, ok, type Result } from "#lib/result";

export async function loadSecret({ params }: { params: Record<string, unknown> }): Promise<Result<SavedSecret>> {
  const found = typeof params.name === "string" ? await findSecret(params.name) : null;
  return found === null ? fail("not_found", "There is no such secret") : ok(found);
}
