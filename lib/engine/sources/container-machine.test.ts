// The parts that read a real kernel and a real driver, where this machine lets a test do so.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { containerOfProcess, readHost } from "#lib/engine/sources/cgroups";
import { lookAtContainers } from "#lib/engine/sources/container";
import { containerPoints } from "#lib/engine/sources/container-metrics";
import { nvidiaSmi, readGpus } from "#lib/engine/sources/gpus";
import { containerId } from "#lib/engine/sources/testing/cgroup-tree";

const never = new AbortController().signal;

const noGpu = async () => null;

/** Where the kernel has cgroup v2, if this user may make a group there. */
function writableCgroups(): string | null {
  const mounted = /^cgroup2? (\S+) cgroup2 /m.exec(readFileSync("/proc/self/mounts", "utf8"))?.[1];
  if (mounted === undefined) return null;
  const probe = join(mounted, `outspan-probe-${process.pid}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    return mounted;
  } catch {
    return null;
  }
}

const mounted = writableCgroups();
const realTitle = "the CPU of a real cgroup is what its process spent";
test.skipIf(mounted === null)(
  mounted === null ? `${realTitle} (left out: no cgroup may be made here)` : realTitle,
  async () => {
    const files = { cgroup: mounted ?? "", proc: "/proc" };
    const id = containerId(process.pid.toString(16));
    const folder = join(files.cgroup, `docker-${id}.scope`);
    mkdirSync(folder);
    const child = spawn(process.execPath, ["-e", "process.stdin.once('data', () => { for (;;); })"]);
    onTestFinished(async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      rmdirSync(folder);
    });
    writeFileSync(join(folder, "cgroup.procs"), String(child.pid));
    const monotonicMs = () => performance.now();
    const look = { files, runNvidiaSmi: noGpu, monotonicMs, stopping: never };
    const before = await lookAtContainers(look);
    child.stdin.write("go");
    // 300 ms of CPU time, however busy the machine is.
    let after = before;
    const usecOf = ({ snapshot }: typeof before) => snapshot.containers.find((one) => one.id === id)?.cpuUsec ?? 0;
    while (usecOf(after) - usecOf(before) < 300_000) after = await lookAtContainers(look);
    const host = await readHost(files);
    const elapsedMs = after.snapshot.monotonicMs - before.snapshot.monotonicMs;
    const [cpu] = containerPoints(after.snapshot, before.snapshot).filter((point) => point.containerId === id);
    expect(cpu?.gauge).toBe("cpu.utilization");
    expect(cpu?.value).toBeCloseTo((usecOf(after) - usecOf(before)) / 1000 / elapsedMs / (host?.cpus ?? 0), 6);
    expect(await containerOfProcess(files, child.pid ?? 0, null)).toBe(id);
  },
);

const askGpu = nvidiaSmi(() => performance.now());
const hasGpu = (await askGpu(["-L"], never)) !== null;
const gpuTitle = "a real GPU is listed with its memory";
test.skipIf(!hasGpu)(hasGpu ? gpuTitle : `${gpuTitle} (left out: no GPU here)`, async () => {
  const listed = await readGpus(askGpu, never);
  expect(listed?.gpus[0]?.memoryTotalMib).toBeGreaterThan(0);
});
