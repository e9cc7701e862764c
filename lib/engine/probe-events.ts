// A probe's events as the console reads them off the engine's socket: the last one is always the report, also when the engine dies in
// between. Knows no call.
import type { IncomingMessage } from "node:http";
import { brokenReport } from "#lib/engine/broken-report";
import { isBreak, parseJson } from "#lib/engine/engine-call";
import { log } from "#lib/log";
import { ProbeEvent, type Stage } from "#lib/otlp/report";

export async function* probeEvents(
  answer: IncomingMessage,
  id: string,
  startedAt: Date,
  abort: AbortSignal,
): AsyncGenerator<ProbeEvent> {
  const stages: Stage[] = [];
  try {
    for await (const event of lines(answer, id)) {
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

/** Ends without an error when the stream breaks off: a half line is no event. */
async function* lines(answer: IncomingMessage, id: string): AsyncGenerator<ProbeEvent> {
  let rest = "";
  try {
    for await (const chunk of answer.setEncoding("utf8")) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      // An empty line is a heartbeat.
      for (const line of parts.filter((part) => part !== "")) {
        const event = ProbeEvent.safeParse(parseJson(line));
        if (event.success) yield event.data;
        else log.error("The engine told an event of a shape that is not known", { probe: id, length: line.length });
      }
    }
  } catch (error) {
    if (!isBreak(error)) throw error;
  }
}
