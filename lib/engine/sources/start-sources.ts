// Starts the sources that live in the engine: containers and the engine's own telemetry. Knows neither queue nor connection.
import { hostname } from "node:os";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { type ContainerStatus, startContainerSource } from "#lib/engine/sources/container";
import { nvidiaSmi } from "#lib/engine/sources/gpus";
import { type SelfSource, selfResource, startSelfSource } from "#lib/engine/sources/self";
import type { Ingest, SourceClock } from "#lib/engine/sources/source-user";
import { sourceUsers } from "#lib/engine/sources/source-users";

type Parts = {
  ingest: Ingest;
  configuration(): EngineConfiguration | null;
  clock: SourceClock;
  onBug(error: unknown): void;
};

export type Sources = {
  /** Tell it of probes and of what the receiver took. */
  self: Pick<SelfSource, "probe" | "received">;
  containers(): ContainerStatus;
  /** Stores what is left: call it before the log closes. */
  stop(): Promise<void>;
};

const unnamed = { namespace: "outspan", environment: "default", workspace: "default" };

export function startSources({ ingest, configuration, clock, onBug }: Parts): Sources {
  const users = () => {
    const known = configuration();
    return known === null ? [] : sourceUsers(known.destinations);
  };
  const container = startContainerSource({
    ingest,
    users,
    names: () => configuration()?.names ?? unnamed,
    clock,
    files: { cgroup: "/sys/fs/cgroup", proc: "/proc" },
    runNvidiaSmi: nvidiaSmi(clock.monotonicMs),
    onError: onBug,
  });
  const self = startSelfSource({
    send: async (signal, body, destinations) => (await ingest(signal, "self", body, destinations)).ok,
    users,
    resource: selfResource("engine", hostname()),
    clock,
    onError: onBug,
  });
  return {
    self,
    containers: container.status,
    async stop() {
      await Promise.all([container.stop(), self.stop()]);
    },
  };
}
