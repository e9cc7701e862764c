// H03: the backend takes OTLP below another path than the one in use. Fingerprint: a receiver answers there and not here.
import { moveTo, prefixOf } from "#lib/otlp/explain/edits";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, isDelivered } from "#lib/otlp/explain/facts";
import { answersAt, askRung, isElsewhere, otherPrefixes, pathOf } from "#lib/otlp/explain/ladder";

export const pathVendorPrefix: Entry = {
  code: "path.vendor_prefix",
  ask: (facts) =>
    suspects(facts).flatMap((attempt) => otherPrefixes(facts, attempt).flatMap((one) => askRung(facts, attempt, one))),
  recognise: (facts) => {
    const found = suspects(facts).filter((attempt) => rightPrefix(facts, attempt) !== null);
    return found.length === 0 ? null : findEach(facts, (attempt) => (found.includes(attempt) ? "certain" : null));
  },
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const prefix = (attempt && rightPrefix(facts, attempt)) ?? "";
    const used = (attempt && prefixOf(pathOf(attempt), attempt.signal)) ?? "";
    const changes = moveTo(facts.destination, signals, { prefix });
    if (prefix === "") {
      return {
        title: `This server takes OTLP without ${used} in the endpoint`,
        advice: "An empty request without it was answered by an OTLP receiver.",
        fix: { label: `Remove ${used}`, changes },
      };
    }
    return {
      title: `This server takes OTLP below ${prefix}`,
      advice: `An empty request to ${prefix}/v1/${attempt?.signal ?? "…"} was answered by an OTLP receiver.`,
      fix: { label: used === "" ? `Add ${prefix}` : `Use ${prefix}`, changes },
    };
  },
};

/** Where another signal got through, the prefix is right and the signal is off (H09). */
function suspects(facts: Facts): Attempt[] {
  if (facts.attempts.some(isDelivered)) return [];
  return facts.attempts.filter((attempt) => isElsewhere(attempt) && prefixOf(pathOf(attempt), attempt.signal) !== null);
}

function rightPrefix(facts: Facts, attempt: Attempt): string | null {
  return otherPrefixes(facts, attempt).find((prefix) => answersAt(facts, attempt, prefix)) ?? null;
}
