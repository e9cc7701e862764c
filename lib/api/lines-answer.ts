// Events as an answer, a JSON line each as it comes (NDJSON), or as many as come at once. A client that leaves ends what tells them.
import { ok, type Result } from "#lib/result";

export async function linesAnswer(
  request: Request,
  open: (abort: AbortSignal) => Promise<Result<AsyncIterable<object | object[]>>>,
  more: Record<string, string> = {},
): Promise<Result<Response>> {
  const left = new AbortController();
  const events = await open(AbortSignal.any([request.signal, left.signal]));
  if (!events.ok) return events;
  const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store", "x-accel-buffering": "no" };
  return ok(
    new Response(
      linesOf(events.data, () => left.abort()),
      { headers: { ...headers, ...more } },
    ),
  );
}

function linesOf(events: AsyncIterable<object | object[]>, leave: () => void): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) return controller.close();
      const lines = [next.value].flat().map((line) => `${JSON.stringify(line)}\n`);
      controller.enqueue(encoder.encode(lines.join("")));
    },
    async cancel() {
      leave();
      await iterator.return?.();
    },
  });
}
