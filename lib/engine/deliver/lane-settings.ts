// What one lane needs to know of its destination's settings: derived once per revision, looked up for every request.
// Knows nothing of the lane's queue.
import { type EffectiveConnection, effectiveConnection, withDefaults } from "#lib/destination/resolve";
import type { QueueSettings } from "#lib/destination/schema";
import type { EngineDestination } from "#lib/engine/protocol";
import { type Secrets, secretsOf } from "#lib/engine/redact";
import type { Signal } from "#lib/otlp/signal";

export type LaneSettings = {
  /** Differs whenever what is sent, or where to, may differ. */
  revision: number;
  /** `off` ends what is under way, `held` lets it end; neither begins anything. */
  mode: "on" | "held" | "off";
  /** null = it cannot be told where to: nothing is sent. */
  connection: EffectiveConnection | null;
  secrets: Secrets;
  /** Metrics only: the temporality that sums and histograms are brought to; null = as they come. */
  temporality: "delta" | "cumulative" | null;
  queue: Required<QueueSettings>;
};

/**
 * `lowmemory` is a wish about our own metrics; what is received passes as it came (api.md §2.1). The connection and what hides its
 * secrets are made when something is to be sent: of a thousand destinations most may have nothing.
 */
export function laneSettings({ revision, isPaused, destination }: EngineDestination, signal: Signal): LaneSettings {
  const whole = withDefaults(destination);
  const { temporality } = whole.signals.metrics;
  const isOn = whole.enabled && whole.signals[signal]?.enabled === true;
  let made: Pick<LaneSettings, "connection" | "secrets"> | null = null;
  const make = () => {
    const connection = effectiveConnection(whole, signal);
    made ??= { connection, secrets: secretsOf(whole, connection ? [connection] : []) };
    return made;
  };
  return {
    revision,
    mode: isOn ? (isPaused ? "held" : "on") : "off",
    get connection() {
      return (made ?? make()).connection;
    },
    get secrets() {
      return (made ?? make()).secrets;
    },
    temporality: signal === "metrics" && temporality !== "lowmemory" ? (temporality ?? "cumulative") : null,
    queue: whole.queue,
  };
}
