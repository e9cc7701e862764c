// A run against a server of a test, from the request to its rows and summary, and short names for what tests look at.
import { randomBytes } from "node:crypto";
import { CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { type CapabilityContext, runCapabilities } from "#lib/engine/capabilities/run";
import type { CapabilityRequest } from "#lib/engine/protocol";
import { network } from "#lib/engine/testing/peers";
import { type Answer, destination, otlpAt, type Seen } from "#lib/engine/testing/receivers";

type Options = Partial<Omit<CapabilityRequest, "destination">> & { context?: Partial<CapabilityContext> };

export async function tryOut(tried: ProbedDestination, { context, ...more }: Options = {}) {
  const rows: CapabilityRow[] = [];
  const summary = await runCapabilities(
    {
      id: "d1",
      runId: "run-1",
      destination: tried,
      problems: [],
      secretOrigins: {},
      otherTransport: false,
      largeBatches: false,
      ...more,
    },
    {
      id: "run-1",
      abort: new AbortController().signal,
      emit: (row) => rows.push(CapabilityRow.parse(row)),
      network: network(),
      clock: { monotonicMs: () => performance.now(), now: () => Date.now(), sleep: async () => {} },
      random: randomBytes,
      isPublicAddress: () => false,
      ...context,
    },
  );
  return { rows, summary: CapabilitySummary.parse(summary) };
}

export const http = (port: number, more: Connection = {}) => destination(`http://127.0.0.1:${port}`, more);
export const at = (rows: readonly CapabilityRow[], aspect: CapabilityRow["aspect"], signal = "traces") =>
  rows.filter((row) => row.aspect === aspect && row.signal === signal);
export const verdicts = (rows: readonly CapabilityRow[], aspect: CapabilityRow["aspect"], signal = "traces") =>
  at(rows, aspect, signal).map(({ verdict }) => verdict);
export const takes = otlpAt();
/** Takes all but what `refuse` names. */
export const but =
  (refuse: (seen: Seen) => ReturnType<Answer>): Answer =>
  (seen, response) =>
    refuse(seen) ?? takes(seen, response);
export const text = (status: number, body: string) => ({ status, type: "text/plain", body });
