// The summary of a run that could not end by itself: an engine that died, a bug. Claims nothing about the endpoint.
import type { CapabilitySummary } from "#lib/destination/capability";

type Broken = { id: string; startedAt: Date; now: Date; requests: number; reason: string };

export function brokenSummary({ id, startedAt, now, requests, reason }: Broken): CapabilitySummary {
  const durationMs = Math.max(0, now.getTime() - startedAt.getTime());
  return {
    ...{ id, startedAt: startedAt.toISOString(), durationMs, requests },
    ...{ ended: "internal", reason, findings: [], batches: [] },
  };
}

/** Of a row: something went out. */
export function wasSent({ evidence }: { evidence: string }): boolean {
  return !evidence.startsWith("Not sent");
}
