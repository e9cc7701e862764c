// Events as an answer, a JSON line each as it comes (NDJSON). A client that leaves ends what tells them.
import { ok, type Result } from "#lib/result";

export async function linesAnswer(
  request: Request,
  open: (abort: AbortSignal) => Promise<Result<AsyncIterable<object>>>,
): Promise<Result<Response>> {
  const left = new AbortController();
  const events = await open(AbortSignal.any([request.signal, left.signal]));
  if (!events.ok) return events;
  const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store", "x-accel-buffering": "no" };
  return ok(
    new Response(
      linesOf(events.data, () => left.abort()),
      { headers },
    ),
  );
}

function linesOf(events: AsyncIterable<object>, leave: () => void): ReadableStream<Uint8Array> {
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
