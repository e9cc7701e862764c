// A probe's events as the console reads them off the engine's socket: the last one is always the report, also when the engine dies in
// between. Knows no call.
import type { IncomingMessage } from "node:http";
import { brokenReport } from "#lib/engine/broken-report";
import { eventLines } from "#lib/engine/event-lines";
import { ProbeEvent, type Stage } from "#lib/otlp/report";

export async function* probeEvents(
  answer: IncomingMessage,
  id: string,
  startedAt: Date,
  abort: AbortSignal,
): AsyncGenerator<ProbeEvent> {
  const stages: Stage[] = [];
  try {
    for await (const event of eventLines(answer, ProbeEvent, { probe: id })) {
      yield event;
      if ("report" in event) return;
      stages.push(event.stage);
    }
  } finally {
    answer.destroy();
  }
  if (abort.aborted) return;
  const title = "The engine stopped while it tested";
  const advice =
    "Nothing is known about the server beyond the stages above. The engine starts again by itself: test again.";
  yield { report: brokenReport({ id, startedAt, now: new Date(), stages, title, advice }) };
}
