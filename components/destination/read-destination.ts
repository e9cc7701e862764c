// Reads a destination as it is saved now, for the one who finds that somebody else has saved it meanwhile.
import type { SavedDestination } from "#lib/destination/schema";

/** null when it is gone or does not answer. */
export async function readDestination(id: string): Promise<SavedDestination | null> {
  try {
    const answer = await fetch(`/api/v1/destinations/${encodeURIComponent(id)}`, { cache: "no-store" });
    const body: unknown = answer.ok ? await answer.json() : null;
    return typeof body === "object" && body !== null && "revision" in body ? (body as SavedDestination) : null;
  } catch {
    return null;
  }
}
