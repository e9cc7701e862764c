// Reads the saved secrets, by name and without values, for a destination that may use one.
import type { SavedSecret } from "#lib/destination/named-secret";

/** null where Outspan does not answer. */
export async function readSecrets(abort: AbortSignal): Promise<SavedSecret[] | null> {
  try {
    const answer = await fetch("/api/v1/secrets", { cache: "no-store", signal: abort });
    const body: unknown = answer.ok ? await answer.json() : null;
    return typeof body === "object" && body !== null && "items" in body ? (body.items as SavedSecret[]) : null;
  } catch {
    return null;
  }
}
