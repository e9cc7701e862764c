// Judges the values of a destination: every sentence that stands at a field, on the page, in the API and in a report.
// Pure and browser-safe. The shape is judged in schema.ts; PEM content in tls-material.ts.
import type { Problem } from "#lib/destination/problem";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";

/** All value problems. An absent name is fine, an empty one is a problem. */
export function checkDestination(destination: ProbedDestination): Problem[] {
  const on = enabledSignals(destination);
  if (on.length === 0) {
    return [{ path: "/signals", code: "settings.no_signal", message: "Switch on at least one signal", fix: null }];
  }
  return on
    .filter((signal) => effectiveConnection(destination, signal) === null)
    .map(() => ({ path: "/connection/endpoint", code: "url.unparseable", message: "Enter the endpoint", fix: null }));
}
