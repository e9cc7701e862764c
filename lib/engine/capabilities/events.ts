// The events of one run as the console reads them off the engine's socket: the last one is always the summary, also when the engine dies
// in between.
import type { IncomingMessage } from "node:http";
import { CapabilityEvent } from "#lib/destination/capability";
import { brokenSummary, wasSent } from "#lib/engine/capabilities/broken-summary";
import { eventLines } from "#lib/engine/event-lines";

export async function* capabilityEvents(
  answer: IncomingMessage,
  id: string,
  startedAt: Date,
  abort: AbortSignal,
): AsyncGenerator<CapabilityEvent> {
  let requests = 0;
  try {
    for await (const event of eventLines(answer, CapabilityEvent, { run: id })) {
      yield event;
      if ("summary" in event) return;
      if (wasSent(event.row)) requests += 1;
    }
  } finally {
    answer.destroy();
  }
  if (abort.aborted) return;
  const reason = "The engine stopped before the end; it starts again by itself";
  yield { summary: brokenSummary({ id, startedAt, now: new Date(), requests, reason }) };
}
