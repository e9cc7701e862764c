// Events as an answer, a JSON line each as it comes (NDJSON), or as many as come at once. A client that leaves ends what tells them;
// so does losing the right to ask, which breaks the answer off: what is cut must not look complete.
import { type Asked, watchAllowed } from "#lib/api/while-allowed";
import { ok, type Result } from "#lib/result";
import { unexpected } from "#lib/unexpected";

export async function linesAnswer(
  asked: Asked,
  open: (abort: AbortSignal) => Promise<Result<AsyncIterable<object | object[]>>>,
  more: Record<string, string> = {},
): Promise<Result<Response>> {
  const left = new AbortController();
  const ended = new AbortController();
  const events = await open(AbortSignal.any([asked.request.signal, left.signal, ended.signal]));
  if (!events.ok) return events;
  const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store", "x-accel-buffering": "no" };
  const stop = watchAllowed(asked, ended);
  const leave = () => {
    stop();
    left.abort();
  };
  return ok(
    new Response(linesOf(events.data, { ended: ended.signal, leave, stop }), { headers: { ...headers, ...more } }),
  );
}

type Watch = { ended: AbortSignal; leave: () => void; stop: () => void };

function linesOf(events: AsyncIterable<object | object[]>, { ended, leave, stop }: Watch): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      // Also while nobody reads: what waits in between is never read then.
      const cut = () => {
        controller.error(new DOMException("Access ended", "AbortError"));
        Promise.resolve(iterator.return?.()).catch((error: unknown) =>
          unexpected(error, "A cut answer did not end", {}),
        );
      };
      ended.addEventListener("abort", cut, { once: true });
    },
    async pull(controller) {
      const next = await iterator.next().catch((error: unknown) => {
        stop();
        throw error;
      });
      if (ended.aborted) return;
      if (!next.done) {
        const lines = [next.value].flat().map((line) => `${JSON.stringify(line)}\n`);
        return controller.enqueue(encoder.encode(lines.join("")));
      }
      stop();
      controller.close();
    },
    async cancel() {
      leave();
      await iterator.return?.();
    },
  });
}
