// The report of a probe that could not end by itself: an engine that died, a bug. Data for the reader, like any other report:
// it says what was seen until then and claims nothing about the peer.
import type { Report, Stage } from "#lib/otlp/report";
import { signals } from "#lib/otlp/signal";

type Broken = { id: string; startedAt: Date; now: Date; stages: Stage[]; title: string; advice: string };

export function brokenReport({ id, startedAt, now, stages, title, advice }: Broken): Report {
  const delivered = new Set(stages.filter(isDelivered).flatMap((stage) => stage.signals));
  const seen = new Set(stages.flatMap((stage) => stage.signals));
  return {
    id,
    verdict: "failed",
    startedAt: startedAt.toISOString(),
    durationMs: Math.max(0, now.getTime() - startedAt.getTime()),
    stages,
    diagnosis: [
      {
        code: "unrecognised",
        certainty: "possible",
        signals: signals.filter((signal) => seen.has(signal) && !delivered.has(signal)),
        title,
        advice,
        fix: null,
      },
    ],
  };
}

function isDelivered(stage: Stage): boolean {
  const isSignal = signals.some((signal) => signal === stage.stage);
  return isSignal && (stage.status === "passed" || stage.status === "warned");
}
