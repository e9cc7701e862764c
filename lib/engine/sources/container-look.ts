// Prints once what the source `container` would send from this machine: `node lib/engine/sources/container-look.ts`.
import { systemClock } from "#lib/engine/sources/clock";
import { lookAtContainers } from "#lib/engine/sources/container";
import { containerPoints } from "#lib/engine/sources/container-metrics";
import { nvidiaSmi, readGpus } from "#lib/engine/sources/gpus";

const files = { cgroup: "/sys/fs/cgroup", proc: "/proc" };
const { monotonicMs } = systemClock;
const look = { files, monotonicMs, runNvidiaSmi: nvidiaSmi(monotonicMs), stopping: new AbortController().signal };
const before = await lookAtContainers(look);
await new Promise((resolve) => setTimeout(resolve, 1000));
const { snapshot, status } = await lookAtContainers(look);
const points = containerPoints(snapshot, before.snapshot);
process.stdout.write(
  `${JSON.stringify({ status, gpus: await readGpus(look.runNvidiaSmi, look.stopping), points }, null, 2)}\n`,
);
