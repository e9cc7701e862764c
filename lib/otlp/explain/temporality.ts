// What M01 and M02 share: how sure it is that a temporality was refused, and the switch that ends it.
import type { Fix } from "#lib/destination/problem";
import { type Finding, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { reasonsOf } from "#lib/otlp/explain/refusal-reasons";
import { quirksOf } from "#lib/preset/quirks";

type Refused = "delta" | "cumulative";

export function temporalityRefused(facts: Facts, refused: Refused): Finding | null {
  return findEach(facts, (attempt) => {
    const reason = reasonsOf(facts, attempt).get(refused);
    if (reason === undefined) return null;
    const required = quirksOf(facts.host)?.requiredTemporality ?? refused;
    return reason.isCoded || required !== refused || onlyGaugesPassed(attempt) ? "certain" : "likely";
  });
}

const probePoints = 3;

/** Of a probe's counter, gauge and histogram the two that have a temporality. */
function onlyGaugesPassed({ sent, answer: { outcome } }: Attempt): boolean {
  return outcome.kind === "partial" && sent === probePoints && outcome.rejected === probePoints - 1;
}

export function useTemporality(value: "delta" | "cumulative"): Fix {
  const label = value === "delta" ? "Use Delta" : "Use Cumulative";
  return { label, changes: [{ path: "/signals/metrics/temporality", value }] };
}
