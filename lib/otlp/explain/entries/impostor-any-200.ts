// H08: 200 and a body that holds nothing OTLP knows. Receivers may add fields, so this is a doubt and no more.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";

export const impostorAny200: Entry = {
  code: "impostor.any_200",
  recognise: (facts) => findEach(facts, (attempt) => (isForeign(attempt) ? "possible" : null)),
  tell: () => ({
    title: "This may be no OTLP receiver: its answer holds nothing that OTLP knows",
    advice: "Look for the items at the backend. A web hook or a mock answers every request like this.",
    fix: null,
  }),
};

/** A warning in the server's own words is B14, an unusual 2xx is B12. */
function isForeign({ answer }: Attempt): boolean {
  const { outcome } = answer;
  if (outcome.kind !== "accepted" || outcome.warning === null || answer.nonConformant2xx) return false;
  return outcome.warning !== answer.words;
}
