// The orders a person gives to a destination's delivery; a server that does not answer is a value too.
import { discardQueue, pauseDestination, resumeDestination, retryDestination } from "#lib/actions/delivery";
import type { Result } from "#lib/result";

export type Order = "pause" | "resume" | "retry" | "discard";

/** A discard tells how many items it gave up. */
export async function give(id: string, order: Order): Promise<Result<{ items: number } | null>> {
  try {
    if (order === "pause") return await pauseDestination({ id });
    if (order === "resume") return await resumeDestination({ id });
    if (order === "retry") return await retryDestination({ id });
    return await discardQueue({ id });
  } catch {
    return {
      ok: false,
      error: { code: "unavailable", message: "Cannot reach Outspan. Whether it was done shows when it is back." },
    };
  }
}
