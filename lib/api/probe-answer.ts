// A probe as an answer: one JSON report at the end, or each stage as it ends, a line each (NDJSON). A client that leaves
// cancels the probe.
import { json } from "#lib/api/answer";
import type { ProbeEvent } from "#lib/otlp/report";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export async function probeAnswer(request: Request, { engine }: Runtime, probeId: string): Promise<Result<Response>> {
  return wantsLines(request)
    ? probeLines(request, engine.client, probeId)
    : probeReport(request, engine.client, probeId);
}

type Client = Pick<Runtime["engine"]["client"], "readProbe">;

export async function probeLines(request: Request, client: Client, probeId: string): Promise<Result<Response>> {
  const left = new AbortController();
  const events = await client.readProbe(probeId, AbortSignal.any([request.signal, left.signal]));
  if (!events.ok) return events;
  const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store", "x-accel-buffering": "no" };
  return ok(
    new Response(
      linesOf(events.data, () => left.abort()),
      { headers },
    ),
  );
}

async function probeReport(request: Request, client: Client, probeId: string): Promise<Result<Response>> {
  const events = await client.readProbe(probeId, request.signal);
  if (!events.ok) return events;
  for await (const event of events.data) {
    if ("report" in event) return ok(json(event.report));
  }
  return fail("unavailable", "The probe was cancelled");
}

function linesOf(events: AsyncIterable<ProbeEvent>, leave: () => void): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) return controller.close();
      controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
    },
    async cancel() {
      leave();
      await iterator.return?.();
    },
  });
}

function wantsLines(request: Request): boolean {
  return /\bapplication\/x-ndjson\b/i.test(request.headers.get("accept") ?? "");
}
