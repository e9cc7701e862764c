// Destinations as sources see them, from the configuration that console and engine share: no connection, no secret. Pure.
import { withDefaults } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { SourceUser } from "#lib/engine/sources/source-user";

type Configured = { id: string; destination: ProbedDestination };

/** Asked for each second, changed seldom: one configuration is gone through once. */
const known = new WeakMap<readonly Configured[], readonly SourceUser[]>();

/** A pause is no matter here: what is held was received all the same. */
export function sourceUsers(configured: readonly Configured[]): readonly SourceUser[] {
  const before = known.get(configured);
  if (before !== undefined) return before;
  const users = configured.map(userOf);
  known.set(configured, users);
  return users;
}

function userOf({ id, destination }: Configured): SourceUser {
  const { enabled, sources, signals } = withDefaults(destination);
  const { metrics } = signals;
  return {
    id,
    enabled,
    sources,
    signals: {
      traces: { enabled: signals.traces?.enabled === true },
      logs: { enabled: signals.logs?.enabled === true },
      metrics: {
        enabled: metrics?.enabled === true,
        temporality: metrics?.temporality ?? "cumulative",
        intervalMs: metrics?.intervalMs ?? 60_000,
        histograms: metrics?.histograms ?? "explicit",
      },
    },
  };
}
