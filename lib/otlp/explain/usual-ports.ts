// The ports that receivers mostly have, asked on the same host when the one that was given refuses.

import type { Facts } from "#lib/otlp/explain/facts";
import { type Place, placesOn, provenPlace } from "#lib/otlp/explain/places";
import { failedWith } from "#lib/otlp/explain/reach";

const usualPorts = [4318, 4317, 443, 80];

/** Without a proxy: with one the connection was to the proxy, and other ports of the target say nothing about it. */
export function elsewhere(facts: Facts): Place[] {
  if (facts.proxy !== null || !failedWith(facts, "ECONNREFUSED")) return [];
  return placesOn(
    facts,
    usualPorts.filter((port) => port !== facts.port),
  );
}

export function provenElsewhere(facts: Facts): Place | null {
  return provenPlace(facts, elsewhere(facts));
}
