// The runs under way: three at once, one a destination, each ended with its reader. Knows nothing of what a run does.
import type { CapabilityEvent, CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import { brokenSummary, wasSent } from "#lib/engine/capabilities/broken-summary";
import type { CapabilityRequest } from "#lib/engine/protocol";
import { fail, ok, type Result } from "#lib/result";

export type RunCapabilities = (
  request: CapabilityRequest,
  run: { abort: AbortSignal; emit(row: CapabilityRow): void },
) => Promise<CapabilitySummary>;

type Reader = { event(event: CapabilityEvent): void; end(): void };

export type CapabilityRuns = {
  /** Tells each row, then the summary. Refused at once where there is no place: nobody waits for minutes. */
  start(request: CapabilityRequest, reader: Reader): Result<{ cancel(): void }>;
  /** Cancels all, starts none, resolves when none runs any more. */
  stop(): Promise<void>;
};

const atOnceMax = 3;
const retryAfterSeconds = 10;

export function createCapabilityRuns(run: RunCapabilities, onBug: (error: unknown) => string): CapabilityRuns {
  const underWay = new Map<string, { abort: AbortController; ended: Promise<void> }>();
  let isStopping = false;

  async function follow(request: CapabilityRequest, reader: Reader, abort: AbortSignal): Promise<void> {
    // Who started it gets that answer first.
    await Promise.resolve();
    const summary = await toSummary(run, request, reader, abort, onBug);
    underWay.delete(request.id);
    reader.event({ summary });
    reader.end();
  }

  return {
    start(request, reader) {
      if (isStopping)
        return fail("unavailable", "The engine is stopping; it starts again by itself", { retryAfterSeconds: 2 });
      if (underWay.has(request.id)) {
        return fail("rate_limited", "This destination is being tried already; wait for that to end", {
          retryAfterSeconds,
        });
      }
      if (underWay.size >= atOnceMax) {
        return fail("rate_limited", "Three destinations are being tried at once; wait for one to end", {
          retryAfterSeconds,
        });
      }
      const abort = new AbortController();
      const begun = { abort, ended: Promise.resolve() };
      underWay.set(request.id, begun);
      begun.ended = follow(request, reader, abort.signal);
      return ok({ cancel: () => abort.abort() });
    },
    async stop() {
      isStopping = true;
      for (const { abort } of underWay.values()) abort.abort();
      await Promise.all([...underWay.values()].map(({ ended }) => ended));
    },
  };
}

/** The engine's loop around a run: a bug becomes a summary too, and a line in the log. */
async function toSummary(
  run: RunCapabilities,
  request: CapabilityRequest,
  reader: Reader,
  abort: AbortSignal,
  onBug: (error: unknown) => string,
): Promise<CapabilitySummary> {
  const startedAt = new Date();
  let requests = 0;
  const emit = (row: CapabilityRow) => {
    if (wasSent(row)) requests += 1;
    reader.event({ row });
  };
  try {
    return await run(request, { abort, emit });
  } catch (error) {
    const reason = `Outspan failed; the log of the engine has the details under ${onBug(error)}`;
    return brokenSummary({ id: request.runId, startedAt, now: new Date(), requests, reason });
  }
}
