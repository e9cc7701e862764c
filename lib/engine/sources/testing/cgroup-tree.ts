// A recorded cgroup v2 tree and /proc in a directory of their own, for the tests of containers; and time that passes only when
// somebody sleeps.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { ContainerFiles } from "#lib/engine/sources/cgroups";
import type { SourceClock } from "#lib/engine/sources/source-user";

export const gibibyte = 1024 ** 3;
/** 64 hex digits that begin with the given ones. */
export const containerId = (digits: string) => digits.padEnd(64, "0");

type Usage = { usec?: number; memory?: number; inactive?: number; cpuMax?: string; memoryMax?: string };

export type Tree = {
  files: ContainerFiles;
  write(path: string, text: string): void;
  /** A folder of the tree with the files that the kernel has there. */
  container(path: string, usage: Usage): void;
  process(pid: number, cgroup: string): void;
  remove(path: string): void;
};

/** A host of four CPUs and 16 GiB. */
export function cgroupTree(): Tree {
  const root = mkdtempSync(join(tmpdir(), "outspan-cgroup-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const cpuLine = " 4705 356 584 3699176 23060 0 1 0 0 0";
  write("proc/stat", `cpu  ${cpuLine}\ncpu0${cpuLine}\ncpu1${cpuLine}\ncpu2${cpuLine}\ncpu3${cpuLine}\nintr 1\n`);
  write("proc/meminfo", `MemTotal:       ${16 * 1024 * 1024} kB\nMemFree:         1234 kB\n`);
  write("proc/self/mountinfo", "22 27 0:21 / /proc rw,relatime - proc proc rw\n");
  write("proc/sys/kernel/hostname", "machine-1\n");
  write("cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
  write("cgroup/cpu.stat", "usage_usec 999999999\n");
  return {
    files: { cgroup: join(root, "cgroup"), proc: join(root, "proc") },
    write,
    container(path, { usec = 0, memory = 0, inactive = 0, cpuMax = "max 100000", memoryMax = "max" }) {
      const at = path === "" ? "cgroup" : `cgroup/${path}`;
      write(`${at}/cpu.stat`, `usage_usec ${usec}\nuser_usec ${usec}\nsystem_usec 0\nnr_periods 0\n`);
      write(`${at}/cpu.max`, `${cpuMax}\n`);
      write(`${at}/memory.current`, `${memory}\n`);
      write(`${at}/memory.stat`, `anon 4096\nfile 8192\ninactive_anon 77\ninactive_file ${inactive}\nactive_file 5\n`);
      write(`${at}/memory.max`, `${memoryMax}\n`);
    },
    process: (pid, cgroup) => write(`proc/${pid}/cgroup`, `0::${cgroup}\n`),
    remove: (path) => rmSync(join(root, path), { recursive: true }),
  };
}

/** `onSleep` gets the time after each sleep, in milliseconds since the beginning. Beyond `endMs` time stands still. */
export function sleepingClock(endMs: number, onSleep: (ms: number) => void = () => {}): SourceClock {
  let ms = 0;
  return {
    monotonicMs: () => 5000 + ms,
    now: () => 1_700_000_000_000 + ms,
    async sleep(forMs, abort) {
      ms += forMs;
      onSleep(ms);
      if (ms > endMs && !abort.aborted) await new Promise((resolve) => abort.addEventListener("abort", resolve));
    },
  };
}
