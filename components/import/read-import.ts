// Asks Outspan what a pasted text comes to. Knows the URL and how a refusal looks, keeps nothing.
import { unreachable } from "#components/ui/unreachable";
import type { ImportFormat } from "#lib/format/format";
import type { ImportAnswer } from "#lib/format/import-answer";
import { fail, ok, type Result } from "#lib/result";

/** Rejects only where `abort` ended it. */
export async function readImport(
  text: string,
  format: ImportFormat | null,
  abort: AbortSignal,
): Promise<Result<ImportAnswer>> {
  try {
    const response = await fetch("/api/v1/import", {
      method: "POST",
      signal: abort,
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ text, ...(format === null ? {} : { format }) }),
    });
    if (response.ok) return ok((await response.json()) as ImportAnswer);
    const problem: unknown = await response.json().catch(() => null);
    const seconds = Number(response.headers.get("retry-after") ?? "");
    const later = response.status === 429 && seconds > 0 ? { retryAfterSeconds: seconds } : {};
    return fail(response.status === 429 ? "rate_limited" : "unavailable", detailOf(problem), later);
  } catch (error) {
    if (abort.aborted) throw error;
    return { ok: false, error: unreachable };
  }
}

function detailOf(problem: unknown): string {
  const detail = typeof problem === "object" && problem !== null && "detail" in problem ? problem.detail : null;
  return typeof detail === "string" ? detail : "Outspan did not say why.";
}
