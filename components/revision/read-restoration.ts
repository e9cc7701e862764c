// Asks what restoring a revision would change, as it stands now.
import type { Restoration } from "#lib/destination/revision";
import { fail, ok, type Result } from "#lib/result";

const away = "Cannot reach Outspan. Nothing was changed.";

export async function readRestoration(id: string, revision: number, abort: AbortSignal): Promise<Result<Restoration>> {
  try {
    const path = `/api/v1/destinations/${encodeURIComponent(id)}/revisions/${revision}/restore`;
    const answer = await fetch(path, { cache: "no-store", signal: abort });
    const body: unknown = await answer.json();
    if (answer.ok) return ok(body as Restoration);
    const said = typeof body === "object" && body !== null ? Reflect.get(body, "detail") : null;
    return fail("unavailable", typeof said === "string" ? said : away);
  } catch {
    return fail("unavailable", away);
  }
}
