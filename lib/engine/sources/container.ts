// The source `container`: reads this machine's containers on each destination's interval and stores what it read. Owns the
// earlier readings that CPU use is counted from; knows neither queues nor destinations' connections.
import {
  type ContainerFiles,
  containerOfProcess,
  findContainers,
  readContainers,
  readHost,
} from "#lib/engine/sources/cgroups";
import {
  type ContainerNames,
  containerPoints,
  containerRequest,
  type Snapshot,
} from "#lib/engine/sources/container-metrics";
import { type GpuShare, gpuShares, type RunNvidiaSmi, readGpus, wholeGpus } from "#lib/engine/sources/gpus";
import { type DueGroup, runSchedule, type Wish } from "#lib/engine/sources/schedule";
import { type Ingest, type SourceClock, type SourceUser, wantsSource } from "#lib/engine/sources/source-user";

export type ContainerParts = {
  ingest: Ingest;
  users(): readonly SourceUser[];
  names(): ContainerNames;
  clock: SourceClock;
  files: ContainerFiles;
  runNvidiaSmi: RunNvidiaSmi;
  onError(error: unknown): void;
};

/** What the page says of this source. */
export type ContainerStatus = {
  /** `off`: no destination lists it. `absent`: there is nothing to read here, and nothing is sent. */
  state: "off" | "reading" | "absent";
  sentence: string;
  containers: number;
  gpus: number;
};

type Looked = { snapshot: Snapshot; status: ContainerStatus };

export function startContainerSource(parts: ContainerParts): { status(): ContainerStatus; stop(): Promise<void> } {
  const stopping = new AbortController();
  const off: ContainerStatus = { state: "off", sentence: "No destination lists containers", containers: 0, gpus: 0 };
  let status = off;
  /** By interval: CPU use is told of the time since the same reader's last reading. */
  let earlier = new Map<number, Snapshot>();
  const wishes = (): Wish[] =>
    parts.users().flatMap((user) => {
      const { metrics } = user.signals;
      const wants = metrics !== undefined && wantsSource(user, "container", "metrics");
      return wants ? [{ id: user.id, intervalMs: metrics.intervalMs }] : [];
    });
  const lookNow = async (): Promise<Snapshot> => {
    const looked = await lookAtContainers({
      ...parts,
      monotonicMs: parts.clock.monotonicMs,
      stopping: stopping.signal,
    });
    status = looked.status;
    return looked.snapshot;
  };
  const guarded = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      parts.onError(error);
    }
  };
  /** The first reading of an interval is a baseline. */
  const prepare = async (present: readonly Wish[]) => {
    if (present.length === 0) status = off;
    const intervals = new Set(present.map(({ intervalMs }) => intervalMs));
    earlier = new Map([...earlier].filter(([intervalMs]) => intervals.has(intervalMs)));
    const fresh = [...intervals].filter((intervalMs) => !earlier.has(intervalMs));
    if (fresh.length === 0) return;
    const snapshot = await lookNow();
    for (const intervalMs of fresh) earlier.set(intervalMs, snapshot);
  };
  const collect = async (groups: readonly DueGroup[]) => {
    const snapshot = await lookNow();
    const nowMs = parts.clock.now();
    for (const { intervalMs, ids } of groups) {
      const points = containerPoints(snapshot, earlier.get(intervalMs) ?? null);
      earlier.set(intervalMs, snapshot);
      // Refused = the log is full: a gauge that is late says nothing, the next one will.
      if (points.length > 0)
        await parts.ingest("metrics", "container", containerRequest(points, parts.names(), nowMs), ids);
    }
  };
  const running = runSchedule({
    clock: parts.clock,
    wishes,
    look: (present) => guarded(() => prepare(present)),
    collect: (groups) => guarded(() => collect(groups)),
    stopping: stopping.signal,
  });
  return {
    status: () => status,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

type Look = Pick<ContainerParts, "files" | "runNvidiaSmi"> & { monotonicMs: () => number; stopping: AbortSignal };

/** Reads everything once. */
export async function lookAtContainers({ files, runNvidiaSmi, monotonicMs, stopping }: Look): Promise<Looked> {
  const [host, { found, ownId, hasCgroups, isCut }] = await Promise.all([readHost(files), findContainers(files)]);
  if (host === null || found.length === 0) {
    const snapshot = { monotonicMs: monotonicMs(), containers: [], gpus: [] };
    const sentence = hasCgroups ? "No container runs here" : "This machine has no cgroup v2: containers cannot be read";
    return { snapshot, status: { state: "absent", sentence, containers: 0, gpus: 0 } };
  }
  const containers = await readContainers(files, found, host);
  const readAtMs = monotonicMs();
  const listed = await readGpus(runNvidiaSmi, stopping);
  const gpus = listed === null ? [] : await sharesOf(files, ownId, listed);
  const cut = isCut ? "; there are more than are read" : "";
  const status: ContainerStatus = {
    state: "reading",
    sentence: `Reading ${count(containers.length, "container")} and ${count(listed?.gpus.length ?? 0, "GPU")}${cut}`,
    containers: containers.length,
    gpus: listed?.gpus.length ?? 0,
  };
  return { snapshot: { monotonicMs: readAtMs, containers, gpus }, status };
}

type Listed = NonNullable<Awaited<ReturnType<typeof readGpus>>>;

async function sharesOf(files: ContainerFiles, ownId: string | null, { gpus, processes }: Listed): Promise<GpuShare[]> {
  const containerOf = new Map<number, string>();
  for (const pid of new Set(processes.map((process) => process.pid))) {
    const id = await containerOfProcess(files, pid, ownId);
    if (id !== null) containerOf.set(pid, id);
  }
  if (containerOf.size === 0 && ownId !== null) return [wholeGpus(ownId, gpus)];
  return gpuShares(gpus, processes, containerOf);
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
