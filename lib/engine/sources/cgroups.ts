// Reads containers from the cgroup v2 file system and the host from /proc, as an ordinary user. A file that is not there,
// or goes away in between, is an absent reading. Knows no metric.
import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { containerIdOf, containerOfPath, ownContainerId, unifiedPathOf } from "#lib/engine/sources/container-ids";

/** Absolute paths: usually /sys/fs/cgroup and /proc. */
export type ContainerFiles = { cgroup: string; proc: string };

export type Host = { cpus: number; memoryBytes: number };
export type ContainerReading = {
  id: string;
  /** CPU time spent since the container began; null = not accounted. */
  cpuUsec: number | null;
  /** How many CPUs it may use at once: its quota or the host's. */
  cpus: number;
  /** Without what the kernel drops first (inactive_file). */
  workingSetBytes: number | null;
  memoryBytes: number;
};
export type Found = { id: string; path: string };
export type Containers = {
  found: Found[];
  /** Of the container whose cgroup is the root of what is to be seen: the engine's own. */
  ownId: string | null;
  /** cgroup v2 is mounted here. */
  hasCgroups: boolean;
  /** There are more folders than are looked at. */
  isCut: boolean;
};

const foldersMax = 20_000;
const depthMax = 14;
const containersMax = 2000;
const parallel = 16;

export async function findContainers(files: ContainerFiles): Promise<Containers> {
  const hasCgroups = (await read(join(files.cgroup, "cgroup.controllers"))) !== null;
  if (!hasCgroups) return { found: [], ownId: null, hasCgroups, isCut: false };
  const found: Found[] = [];
  const ownId = await ownRoot(files);
  if (ownId !== null) found.push({ id: ownId, path: files.cgroup });
  let folders = 0;
  const walk = async (path: string, depth: number): Promise<void> => {
    for (const entry of await list(path)) {
      if (!entry.isDirectory() || folders++ >= foldersMax || found.length >= containersMax) continue;
      const below = join(path, entry.name);
      const id = containerIdOf(entry.name);
      // Podman has a folder `container` within, Docker in Docker whole trees.
      if (id !== null) found.push({ id, path: below });
      if (depth < depthMax) await walk(below, depth + 1);
    }
  };
  await walk(files.cgroup, 0);
  return { found, ownId, hasCgroups, isCut: folders >= foldersMax || found.length >= containersMax };
}

export async function readContainers(
  files: ContainerFiles,
  found: readonly Found[],
  host: Host,
): Promise<ContainerReading[]> {
  const readings: ContainerReading[] = [];
  for (let from = 0; from < found.length; from += parallel) {
    const some = found.slice(from, from + parallel);
    const read = await Promise.all(some.map((container) => readContainer(files.cgroup, container, host)));
    readings.push(...read.filter((reading) => reading !== null));
  }
  return readings;
}

export async function readHost(files: ContainerFiles): Promise<Host | null> {
  const [stat, memory] = await Promise.all([read(join(files.proc, "stat")), read(join(files.proc, "meminfo"))]);
  const cpus = stat?.match(/^cpu\d+ /gm)?.length ?? 0;
  const kibibytes = Number(/^MemTotal:\s+(\d+) kB/m.exec(memory ?? "")?.[1] ?? 0);
  return cpus > 0 && kibibytes > 0 ? { cpus, memoryBytes: kibibytes * 1024 } : null;
}

/** Whose a process is; null = no container's, or it is gone, or hidden from us. */
export async function containerOfProcess(files: ContainerFiles, pid: number, ownId: string | null) {
  const path = unifiedPathOf((await read(join(files.proc, String(pid), "cgroup"))) ?? "");
  if (path === null) return null;
  // In a cgroup namespace, a path that does not lead out of it is below our own root.
  return containerOfPath(path) ?? (path.startsWith("/..") ? null : ownId);
}

/** The true root of all cgroups accounts no memory: one that does is a container's, seen from inside. */
async function ownRoot({ cgroup, proc }: ContainerFiles): Promise<string | null> {
  if ((await read(join(cgroup, "memory.current"))) === null) return null;
  const [mountinfo, hostname] = await Promise.all([
    read(join(proc, "self/mountinfo")),
    read(join(proc, "sys/kernel/hostname")),
  ]);
  return ownContainerId(mountinfo ?? "", (hostname ?? "").trim());
}

async function readContainer(root: string, { id, path }: Found, host: Host): Promise<ContainerReading | null> {
  const [cpuStat, current, memoryStat, cpus, memoryBytes] = await Promise.all([
    read(join(path, "cpu.stat")),
    read(join(path, "memory.current")),
    read(join(path, "memory.stat")),
    tightest(root, path, "cpu.max", quotaOf, host.cpus),
    tightest(root, path, "memory.max", limitOf, host.memoryBytes),
  ]);
  if (cpuStat === null && current === null) return null;
  const cpuUsec = fieldOf(cpuStat, "usage_usec");
  const inactive = fieldOf(memoryStat, "inactive_file") ?? 0;
  const used = current === null ? Number.NaN : Number(current);
  const workingSetBytes = Number.isFinite(used) ? Math.max(0, used - inactive) : null;
  return { id, cpuUsec, cpus, workingSetBytes, memoryBytes };
}

/** The smallest limit on the way up: a pod's holds for its containers. Never above what the host has. */
async function tightest(
  root: string,
  path: string,
  file: string,
  parse: (text: string) => number | null,
  most: number,
): Promise<number> {
  let limit = most;
  for (let at = path; at.startsWith(root); at = join(at, "..")) {
    const own = parse((await read(join(at, file))) ?? "");
    if (own !== null && own > 0) limit = Math.min(limit, own);
    if (at === root) break;
  }
  return limit;
}

/** "200000 100000" = two CPUs; "max 100000" = no quota. */
function quotaOf(text: string): number | null {
  const match = /^(\d+) (\d+)$/.exec(text.trim());
  return match === null ? null : Number(match[1]) / Number(match[2]);
}

function limitOf(text: string): number | null {
  return /^\d+$/.test(text.trim()) ? Number(text) : null;
}

function fieldOf(stat: string | null, name: string): number | null {
  const value = new RegExp(`^${name} (\\d+)$`, "m").exec(stat ?? "")?.[1];
  return value === undefined ? null : Number(value);
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // Gone in the middle (ENODEV, ENOENT), or another user's: an absent reading.
    return null;
  }
}

async function list(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
