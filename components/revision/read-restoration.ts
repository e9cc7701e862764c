// Asks what restoring a revision would change, as it stands now.
import type { Restoration } from "#lib/destination/revision";
import { fail, ok, type Result } from "#lib/result";

/** `warnings`: what it does that nobody can take back, where a noun has such. */
export type PlannedRestoration = Restoration & { warnings?: readonly string[] };

const away = "Cannot reach Outspan. Nothing was changed.";

/** `path`: the call that tells it. */
export async function readRestoration(path: string, abort: AbortSignal): Promise<Result<PlannedRestoration>> {
  try {
    const answer = await fetch(path, { cache: "no-store", signal: abort });
    const body: unknown = await answer.json();
    if (answer.ok) return ok(body as PlannedRestoration);
    const said = typeof body === "object" && body !== null ? Reflect.get(body, "detail") : null;
    return fail("unavailable", typeof said === "string" ? said : away);
  } catch {
    return fail("unavailable", away);
  }
}
