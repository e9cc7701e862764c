// Asks Outspan for a destination in another format: the text and what is to be said of it. Never a secret.
import { unreachable } from "#components/ui/unreachable";
import type { Exported } from "#lib/format/exported";
import type { ExportFormat } from "#lib/format/format";
import { fail, ok, type Result } from "#lib/result";

/** Rejects only where `abort` ended it. */
export async function readExport(id: string, format: ExportFormat, abort: AbortSignal): Promise<Result<Exported>> {
  try {
    const response = await fetch(`/api/v1/destinations/${encodeURIComponent(id)}/export?format=${format}`, {
      headers: { accept: "application/json" },
      signal: abort,
    });
    if (response.ok) return ok((await response.json()) as Exported);
    const problem: unknown = await response.json().catch(() => null);
    const detail = typeof problem === "object" && problem !== null && "detail" in problem ? problem.detail : null;
    return fail("unavailable", typeof detail === "string" ? detail : "Outspan did not say why.");
  } catch (error) {
    if (abort.aborted) throw error;
    return { ok: false, error: unreachable };
  }
}
