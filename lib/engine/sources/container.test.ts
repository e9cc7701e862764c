import { expect, test } from "vitest";
import { containerOfProcess, findContainers, readContainers, readHost } from "#lib/engine/sources/cgroups";
import { type ContainerStatus, lookAtContainers, startContainerSource } from "#lib/engine/sources/container";
import type { SourceUser } from "#lib/engine/sources/source-user";
import { cgroupTree, containerId, gibibyte, sleepingClock, type Tree } from "#lib/engine/sources/testing/cgroup-tree";
import { storedMetrics } from "#lib/engine/sources/testing/stored-metrics";

const noGpu = async () => null;
const web = containerId("eb1");
const db = containerId("db1");

function user(id: string, intervalMs: number, more: Partial<SourceUser> = {}): SourceUser {
  const metrics = { enabled: true, temporality: "cumulative", intervalMs, histograms: "explicit" } as const;
  return { id, enabled: true, sources: ["container"], signals: { metrics }, ...more };
}

type Told = { ms: number; ids: string; values: Record<string, number> };

/** Runs the source for so long; what it stored, as `id.gauge`. `at` changes the machine as time passes. */
async function run(
  tree: Tree,
  endMs: number,
  users: readonly SourceUser[],
  at: (ms: number) => void = () => {},
  runNvidiaSmi: (args: readonly string[]) => Promise<string | null> = noGpu,
) {
  const told: Told[] = [];
  const ended = Promise.withResolvers<void>();
  let elapsed = 0;
  const clock = sleepingClock(endMs, (ms) => {
    elapsed = ms;
    if (ms > endMs) ended.resolve();
    else at(ms);
  });
  const source = startContainerSource({
    async ingest(signal, name, body, destinations) {
      expect([signal, name]).toEqual(["metrics", "container"]);
      told.push({ ms: elapsed, ids: destinations?.join(",") ?? "", values: valuesOf(body) });
      return { ok: true };
    },
    users: () => users,
    names: () => ({ namespace: "acme", environment: "prod", workspace: "ml" }),
    clock,
    files: tree.files,
    runNvidiaSmi,
    onError: ended.reject,
  });
  await ended.promise;
  const status: ContainerStatus = source.status();
  await source.stop();
  return { told, status };
}

function valuesOf(body: Uint8Array): Record<string, number> {
  const rows = storedMetrics(body).flatMap(({ name, kind, unit, points }) => {
    expect([kind, unit]).toEqual(["gauge", "1"]);
    return points.map(({ attributes, value }) => {
      const { container_id: id, ...others } = attributes;
      expect(others).toEqual({ environment_name: "prod", workspace_name: "ml" });
      return [`${id?.slice(0, 3)} ${name}`, value];
    });
  });
  return Object.fromEntries(rows);
}

test("CPU is told relative to the quota or else to the host, memory without what the kernel drops first", async () => {
  const tree = cgroupTree();
  const write = (seconds: number) => {
    tree.container(`system.slice/docker-${web}.scope`, {
      usec: seconds * 500_000,
      cpuMax: "200000 100000",
      memory: 3 * gibibyte,
      inactive: gibibyte,
      memoryMax: String(4 * gibibyte),
    });
    tree.container(`docker/${db}`, { usec: 7_000_000 + seconds * 1_000_000, memory: 4 * gibibyte });
  };
  write(0);
  const { told, status } = await run(tree, 10_000, [user("d1", 10_000)], (ms) => write(ms / 1000));
  expect(told).toEqual([
    {
      ms: 10_000,
      ids: "d1",
      values: {
        "eb1 acme.cpu.utilization": 0.25,
        "eb1 acme.memory.utilization": 0.5,
        "db1 acme.cpu.utilization": 0.25,
        "db1 acme.memory.utilization": 0.25,
      },
    },
  ]);
  expect(status).toEqual({ state: "reading", sentence: "Reading 2 containers and 0 GPUs", containers: 2, gpus: 0 });
});

test("each destination on its interval, CPU over that interval; those of one interval share a record", async () => {
  const tree = cgroupTree();
  // Idle for 10 s, then one of four CPUs.
  const write = (ms: number) => tree.container(`docker/${web}`, { usec: Math.max(0, ms - 10_000) * 1000 });
  write(0);
  const { told } = await run(tree, 20_000, [user("a", 20_000), user("b", 10_000), user("c", 10_000)], write);
  expect(told.map(({ ms, ids, values }) => [ms, ids, values["eb1 acme.cpu.utilization"]])).toEqual([
    [10_000, "b,c", 0],
    [20_000, "b,c", 0.25],
    [20_000, "a", 0.125],
  ]);
});

test("a container that comes has a baseline first, one that is gone is absent, a counter that begins anew is no use", async () => {
  const tree = cgroupTree();
  tree.container(`docker/${db}`, { usec: 50_000_000 });
  const { told } = await run(tree, 30_000, [user("d1", 10_000)], (ms) => {
    if (ms === 5000) tree.container(`docker/${web}`, { usec: 1_000_000 });
    if (ms === 14_000) tree.container(`docker/${web}`, { usec: 11_000_000 });
    if (ms === 13_000) tree.container(`docker/${db}`, { usec: 10 });
    if (ms === 25_000) tree.remove(`cgroup/docker/${web}`);
  });
  expect(told.map(({ values }) => Object.keys(values).filter((key) => key.includes("cpu")))).toEqual([
    ["db1 acme.cpu.utilization"],
    ["eb1 acme.cpu.utilization"],
    ["db1 acme.cpu.utilization"],
  ]);
  expect(told[1]?.values["eb1 acme.cpu.utilization"]).toBe(0.25);
  expect(Object.keys(told[2]?.values ?? {})).not.toContain("eb1 acme.memory.utilization");
});

test("outside any container nothing is told, and the status says so", async () => {
  const tree = cgroupTree();
  tree.write("cgroup/system.slice/ssh.service/cpu.stat", "usage_usec 5\n");
  const { told, status } = await run(tree, 10_000, [user("d1", 10_000)]);
  expect(told).toEqual([]);
  expect(status).toEqual({ state: "absent", sentence: "No container runs here", containers: 0, gpus: 0 });
});

test("without cgroup v2 the status says so", async () => {
  const tree = cgroupTree();
  tree.remove("cgroup/cgroup.controllers");
  const { status } = await run(tree, 10_000, [user("d1", 10_000)]);
  expect(status.sentence).toBe("This machine has no cgroup v2: containers cannot be read");
});

test("a destination that is off, has no metrics or does not list containers costs no reading", async () => {
  const tree = cgroupTree();
  tree.container(`docker/${web}`, {});
  const off = { enabled: false, temporality: "cumulative", intervalMs: 10_000, histograms: "explicit" } as const;
  const users = [
    user("a", 10_000, { enabled: false }),
    user("b", 10_000, { sources: ["otlp"] }),
    user("c", 10_000, { signals: { metrics: off } }),
  ];
  const refuse = async () => Promise.reject(new Error("was asked"));
  const { told, status } = await run(tree, 20_000, users, () => {}, refuse);
  expect({ told, state: status.state }).toEqual({ told: [], state: "off" });
});

test("Docker, containerd, CRI-O, Podman and Kubernetes paths are found, also of a user and one within the other", async () => {
  const tree = cgroupTree();
  const ids = Array.from({ length: 8 }, (_, index) => containerId(`c${index}`));
  const paths = [
    `system.slice/docker-${ids[0]}.scope`,
    `docker/${ids[1]}`,
    `kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-${ids[2]}.scope`,
    `kubepods/besteffort/pod0d5a-1/${ids[3]}`,
    `kubepods.slice/kubepods-pod3.slice/crio-${ids[4]}.scope`,
    `machine.slice/libpod-${ids[5]}.scope`,
    `user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ids[6]}.scope`,
    `docker/${ids[1]}/kubelet/kubepods/pod9/${ids[7]}`,
  ];
  for (const path of paths) tree.container(path, { usec: 1 });
  tree.container(`machine.slice/libpod-${ids[5]}.scope/container`, { usec: 1 });
  tree.container(`machine.slice/libpod-conmon-${ids[5]}.scope`, { usec: 1 });
  tree.container(`kubepods.slice/kubepods-pod3.slice/crio-conmon-${ids[4]}.scope`, { usec: 1 });
  const { found, ownId } = await findContainers(tree.files);
  expect(found.map(({ id }) => id).sort()).toEqual(ids);
  expect(ownId).toBeNull();
});

test("a pod's limits hold for its containers, and no limit is above the host", async () => {
  const tree = cgroupTree();
  const pod = "kubepods.slice/kubepods-pod3.slice";
  tree.container(pod, { cpuMax: "50000 100000", memoryMax: String(gibibyte) });
  tree.container(`${pod}/crio-${web}.scope`, { cpuMax: "max 100000", memoryMax: "max" });
  tree.container(`docker/${db}`, { cpuMax: "6400000 100000", memoryMax: String(64 * gibibyte) });
  const host = await readHost(tree.files);
  const { found } = await findContainers(tree.files);
  const limits = (await readContainers(tree.files, found, host ?? { cpus: 0, memoryBytes: 0 })).map(
    ({ id, cpus, memoryBytes }) => [id.slice(0, 3), cpus, memoryBytes / gibibyte],
  );
  expect(limits.sort()).toEqual([
    ["db1", 4, 16],
    ["eb1", 0.5, 1],
  ]);
});

test("files that vanish in the middle of a reading leave that container out, and no other", async () => {
  const tree = cgroupTree();
  tree.container(`docker/${web}`, { memory: 5 });
  tree.container(`docker/${db}`, { memory: 5 });
  const { found } = await findContainers(tree.files);
  tree.remove(`cgroup/docker/${web}`);
  tree.remove(`cgroup/docker/${db}/memory.stat`);
  const readings = await readContainers(tree.files, found, { cpus: 1, memoryBytes: 100 });
  expect(readings).toMatchObject([{ id: db, workingSetBytes: 5 }]);
});

test("the engine's own container is the root of what a cgroup namespace shows, with the id that the runtime bound", async () => {
  const tree = cgroupTree();
  tree.container("", { usec: 0, cpuMax: "100000 100000", memory: gibibyte, memoryMax: String(2 * gibibyte) });
  const bound = `724 714 254:1 /var/lib/docker/containers/${web}/hostname /etc/hostname rw - ext4 /dev/vda1 rw\n`;
  tree.write("proc/self/mountinfo", bound);
  const { told } = await run(tree, 10_000, [user("d1", 10_000)], (ms) => {
    tree.container("", { usec: ms * 500, cpuMax: "100000 100000", memory: gibibyte, memoryMax: String(2 * gibibyte) });
  });
  expect(told[0]?.values).toEqual({ "eb1 acme.cpu.utilization": 0.5, "eb1 acme.memory.utilization": 0.5 });
});

const gpu = "GPU-3f0c6f1e-5d0b-2a8c-9c1d-6a8e9f0b1c2d";
const smi = (apps: string) => async (args: readonly string[]) =>
  args.some((arg) => arg.startsWith("--query-gpu")) ? `${gpu}, 40, 8192, 16384\n` : apps;

test("a process on a GPU is its container's by its cgroup; one of no container is nobody's", async () => {
  const tree = cgroupTree();
  tree.container(`system.slice/docker-${web}.scope`, {});
  tree.process(4242, `/system.slice/docker-${web}.scope`);
  tree.process(77, "/user.slice/user-1000.slice/session-3.scope");
  const { told, status } = await run(
    tree,
    10_000,
    [user("d1", 10_000)],
    () => {},
    smi(`${gpu}, 4242, 4096\n${gpu}, 77, 4096\n${gpu}, 999999, 1\n`),
  );
  expect(told[0]?.values).toMatchObject({
    "eb1 acme.gpu.memory.utilization": 0.25,
    "eb1 acme.gpu.compute.utilization": 0.4,
  });
  expect(status.gpus).toBe(1);
});

test("within a container, its own processes are its own, those outside it are not, hidden ones leave the GPU as a whole", async () => {
  const tree = cgroupTree();
  tree.process(12, "/");
  tree.process(13, "/worker");
  tree.process(14, "/../other");
  const owner = (pid: number) => containerOfProcess(tree.files, pid, web);
  expect(await Promise.all([12, 13, 14, 15].map(owner))).toEqual([web, web, null, null]);
  tree.container("", { memory: 1 });
  tree.write("proc/sys/kernel/hostname", "0123456789ab\n");
  const { snapshot } = await lookAtContainers({
    files: tree.files,
    runNvidiaSmi: smi(`${gpu}, 31337, 99\n`),
    monotonicMs: () => 0,
    stopping: new AbortController().signal,
  });
  expect(snapshot.gpus).toEqual([{ id: "0123456789ab", compute: 0.4, memory: 0.5 }]);
});
