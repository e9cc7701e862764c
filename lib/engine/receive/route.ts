// Which destinations get a request, decided when it is received (api.md, Routing). Pure.
import type { SavedDestination, Source } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

/** A pause is no matter here: what is held was received all the same. */
export type Routed = Pick<SavedDestination, "id" | "enabled" | "sources" | "signals">;

/** Temporality decides nothing: every destination gets its own by conversion. */
export type Received = { signal: Signal; source: Source };

type Routes = Map<string, readonly string[]>;

/** Asked for every request, changed seldom: one configuration is gone through once per signal and source. */
const decided = new WeakMap<readonly Routed[], Routes>();

/** Ids in the configuration's order. The same configuration gives the same array: whoever stores it may go by identity. */
export function route({ signal, source }: Received, configuration: readonly Routed[]): readonly string[] {
  const routes = decided.get(configuration) ?? new Map<string, readonly string[]>();
  decided.set(configuration, routes);
  const key = `${signal} ${source}`;
  const known = routes.get(key);
  if (known) return known;
  const wanting = configuration.filter(
    ({ enabled, sources, signals }) => enabled && sources.includes(source) && signals[signal]?.enabled === true,
  );
  const ids = Object.freeze(wanting.map(({ id }) => id));
  routes.set(key, ids);
  return ids;
}
