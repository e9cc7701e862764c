// Starts the sources that live in the engine: containers and the engine's own telemetry. Knows neither queue nor connection.
import { withDefaults } from "#lib/destination/resolve";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { startContainerSource } from "#lib/engine/sources/container";
import { nvidiaSmi } from "#lib/engine/sources/gpus";
import type { Ingest, SourceClock, SourceUser } from "#lib/engine/sources/source-user";

type Parts = {
  ingest: Ingest;
  configuration(): EngineConfiguration | null;
  clock: SourceClock;
  onBug(error: unknown): void;
};

const unnamed = { namespace: "outspan", environment: "default", workspace: "default" };

export function startSources({ ingest, configuration, clock, onBug }: Parts): { stop(): Promise<void> } {
  const users = (): SourceUser[] =>
    (configuration()?.destinations ?? []).map(({ id, destination }) => {
      const { sources, enabled, signals } = withDefaults(destination);
      const { temporality = "cumulative", intervalMs = 60_000, histograms = "explicit" } = signals.metrics;
      const metrics = { enabled: signals.metrics.enabled, temporality, intervalMs, histograms };
      return { id, sources, enabled, signals: { ...signals, metrics } };
    });
  const container = startContainerSource({
    ingest,
    users,
    names: () => configuration()?.names ?? unnamed,
    clock,
    files: { cgroup: "/sys/fs/cgroup", proc: "/proc" },
    runNvidiaSmi: nvidiaSmi(clock.monotonicMs),
    onError: onBug,
  });
  return { stop: () => container.stop() };
}
