// H01: a signal's own URL without its path: the request went to a place where no receiver is. The path appended, one answers. Or the
// path is there and ends with a slash, which the server takes for another one.
import type { Fix } from "#lib/destination/problem";
import { moveTo, prefixOf } from "#lib/otlp/explain/edits";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { answersAt, isElsewhere, pathOf, rung } from "#lib/otlp/explain/ladder";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export const pathMissingSignal: Entry = {
  code: "path.missing_signal",
  ask: (facts) =>
    facts.attempts
      .filter((one) => lacksPath(one) || endsWithSlash(one))
      .map((attempt) => rung(facts, attempt, bare(attempt))),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (endsWithSlash(attempt)) return answersAt(facts, attempt, bare(attempt)) ? "certain" : null;
      if (!lacksPath(attempt)) return null;
      return answersAt(facts, attempt, bare(attempt)) ? "certain" : "possible";
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const path = attempt === null ? "/v1/…" : signalFacts[attempt.signal].path;
    const isSlash = attempt !== null && endsWithSlash(attempt);
    const title = isSlash
      ? `Nothing is at ${path}/: the slash is one too many`
      : `The URL lacks ${path}: it is used as typed`;
    const isProven = attempt !== null && answersAt(facts, attempt, bare(attempt));
    const advice = isProven
      ? `An empty request to ${bare(attempt)}${path} was answered by an OTLP receiver.`
      : "A signal's own URL gets no path appended. Check the exact URL with the backend.";
    return { title, advice, fix: isProven ? fixOf(facts, signals, bare(attempt)) : null };
  },
};

function fixOf(facts: Facts, signals: Signal[], prefix: string): Fix {
  const changes = moveTo(facts.destination, signals, { prefix });
  const [first] = changes;
  const url = first !== undefined && "value" in first ? String(first.value) : "";
  const shown = URL.parse(url)?.pathname ?? url;
  return { label: `Use …${shown}`, changes };
}

/** Only a signal's own URL can lack its path; to a shared base URL it is appended. */
function lacksPath(attempt: Attempt): boolean {
  return isElsewhere(attempt) && !/\/v1\/(traces|metrics|logs)\/?$/.test(pathOf(attempt));
}

function endsWithSlash(attempt: Attempt): boolean {
  const path = pathOf(attempt);
  return isElsewhere(attempt) && path.endsWith("/") && prefixOf(path.replace(/\/+$/, ""), attempt.signal) !== null;
}

function bare(attempt: Attempt): string {
  const path = pathOf(attempt).replace(/\/+$/, "");
  return prefixOf(path, attempt.signal) ?? path.replace(/(\/v1)?\/*$/, "");
}
