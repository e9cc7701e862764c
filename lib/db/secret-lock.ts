// Keeps a named secret and the destinations that name it from missing each other: whoever writes such a destination holds the
// secrets it names until the commit, and whoever deletes a secret waits for them. SQLite has one writer anyway.
import type { Database, Queries } from "#lib/db/client";
import { fail, type Result } from "#lib/result";

/** Inside the write of a destination that names them: null, or the refusal where one is gone. */
export async function holdSecrets(
  kind: Database["kind"],
  queries: Queries,
  names: readonly string[],
): Promise<Result<never> | null> {
  if (names.length === 0) return null;
  const found = queries.selectFrom("secret").select("name").where("name", "in", names).orderBy("name");
  const rows = await (kind === "postgres" ? found.forShare() : found).execute();
  const missing = names.find((name) => !rows.some((row) => row.name === name));
  return missing === undefined
    ? null
    : fail("invalid", `The secret ${missing} was deleted in the meantime: choose another`);
}

/** Before looking who uses it: those who are writing have written then. */
export async function awaitUsers(kind: Database["kind"], queries: Queries, name: string): Promise<void> {
  if (kind !== "postgres") return;
  await queries.selectFrom("secret").select("name").where("name", "=", name).forUpdate().execute();
}
