// Reads the stream of one running probe, line by line as stages end. Knows the URL and the line format, draws nothing.
import type { ProbeEvent } from "#lib/otlp/report";
import { type AppError, fail, ok, type Result } from "#lib/result";
import { readJsonLines } from "./json-lines";

type Reader = (url: string, init: { signal: AbortSignal; headers: Record<string, string> }) => Promise<Response>;

/** Yields each event as it arrives. The report is the last one; a stream that ends without it was cut off. */
export async function readProbe(
  id: string,
  abort: AbortSignal,
  read: Reader = fetch,
): Promise<Result<AsyncGenerator<ProbeEvent>>> {
  const response = await read(`/api/v1/probes/${encodeURIComponent(id)}`, {
    signal: abort,
    headers: { accept: "application/x-ndjson" },
  });
  if (response.ok && response.body !== null) return ok(readLines(response.body));
  const problem: unknown = await response.json().catch(() => null);
  return fail(codeOf(response.status), detailOf(problem));
}

async function* readLines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ProbeEvent> {
  for await (const event of readJsonLines(body)) {
    // A light check only: the line was made from the zod schema on our own server, and zod would double this page's weight.
    if ("stage" in event || "report" in event) yield event as ProbeEvent;
  }
}

function codeOf(status: number): AppError["code"] {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  return "unavailable";
}

function detailOf(problem: unknown): string {
  const detail = typeof problem === "object" && problem !== null && "detail" in problem ? problem.detail : null;
  return typeof detail === "string" ? detail : "The test could not be read.";
}
