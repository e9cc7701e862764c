// Keeps what was typed over a reload, in this tab only and never with a secret in it.
import type { DestinationDraft } from "#lib/destination/draft-shape";

const version = 4;
const keyOf = (id: string | null) => `outspan.draft.${id ?? "new"}`;

export type StoredDraft = { revision: number | null; draft: DestinationDraft };

/** `draft` has no secret in it any more. */
export function storeDraft(id: string | null, stored: StoredDraft): void {
  const text = JSON.stringify({ version, revision: stored.revision, draft: stored.draft });
  try {
    sessionStorage.setItem(keyOf(id), text);
  } catch {
    // A full or forbidden storage loses the draft on a reload; the page itself still holds it.
  }
}

export function forgetDraft(id: string | null): void {
  try {
    sessionStorage.removeItem(keyOf(id));
  } catch {
    // As above.
  }
}

export function readStoredDraft(id: string | null): StoredDraft | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(keyOf(id)) ?? "null");
    if (typeof value !== "object" || value === null || !("version" in value) || value.version !== version) return null;
    return "draft" in value && "revision" in value ? (value as unknown as StoredDraft) : null;
  } catch {
    return null;
  }
}
