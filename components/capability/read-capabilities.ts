// Starts a run for a saved destination and reads its rows as they end. Knows the URL and the line format, draws nothing.
import { readJsonLines } from "#components/probe/json-lines";
import type { CapabilityEvent, CapabilitySubmission } from "#lib/destination/capability";
import { fail, ok, type Result } from "#lib/result";

/** The summary is the last one; a stream that ends without it was cut off. */
export async function readCapabilities(
  id: string,
  wish: CapabilitySubmission,
  abort: AbortSignal,
): Promise<Result<AsyncGenerator<CapabilityEvent>>> {
  const response = await fetch(`/api/v1/destinations/${encodeURIComponent(id)}/capabilities`, {
    method: "POST",
    signal: abort,
    headers: { "content-type": "application/json", accept: "application/x-ndjson" },
    body: JSON.stringify(wish),
  });
  if (response.ok && response.body !== null) return ok(events(response.body));
  const problem: unknown = await response.json().catch(() => null);
  const isBusy = response.status === 429;
  return fail(isBusy ? "rate_limited" : "unavailable", detailOf(problem));
}

/** A light check only: our own server made the line from the schema. */
async function* events(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<CapabilityEvent> {
  for await (const event of readJsonLines(body)) {
    if ("row" in event || "summary" in event) yield event as CapabilityEvent;
  }
}

function detailOf(problem: unknown): string {
  const detail = typeof problem === "object" && problem !== null && "detail" in problem ? problem.detail : null;
  return typeof detail === "string" ? detail : "Outspan did not say why.";
}
