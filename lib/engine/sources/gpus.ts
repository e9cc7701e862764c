// GPUs as nvidia-smi tells of them: its two lists read, and the shares of each container. Pure but for the last function, which
// runs the program.
import { execFile } from "node:child_process";

export type Gpu = {
  uuid: string;
  /** null where the card does not say, as with MIG. */
  computeShare: number | null;
  memoryUsedMib: number | null;
  memoryTotalMib: number | null;
};
export type GpuProcess = { uuid: string; pid: number; memoryMib: number | null };
export type GpuShare = { id: string; compute: number | null; memory: number | null };

/** Arguments in, what it printed out; null = there is no nvidia-smi, it failed, or it was stopped. */
export type RunNvidiaSmi = (args: readonly string[], stopping: AbortSignal) => Promise<string | null>;

const format = "--format=csv,noheader,nounits";

/** null = no GPU here. */
export async function readGpus(
  run: RunNvidiaSmi,
  stopping: AbortSignal,
): Promise<{ gpus: Gpu[]; processes: GpuProcess[] } | null> {
  const listed = await run(["--query-gpu=uuid,utilization.gpu,memory.used,memory.total", format], stopping);
  const gpus = listed === null ? [] : parseGpus(listed);
  if (gpus.length === 0) return null;
  const apps = await run(["--query-compute-apps=gpu_uuid,pid,used_memory", format], stopping);
  return { gpus, processes: parseProcesses(apps ?? "") };
}

export function parseGpus(text: string): Gpu[] {
  return rowsOf(text, 4).flatMap(([uuid = "", compute, used, total]) => {
    if (!/^(GPU|MIG)-/.test(uuid)) return [];
    const percent = numberOf(compute);
    const computeShare = percent === null ? null : percent / 100;
    return [{ uuid, computeShare, memoryUsedMib: numberOf(used), memoryTotalMib: numberOf(total) }];
  });
}

export function parseProcesses(text: string): GpuProcess[] {
  return rowsOf(text, 3).flatMap(([uuid = "", pid, memory]) => {
    const number = numberOf(pid);
    return number === null || uuid === "" ? [] : [{ uuid, pid: number, memoryMib: numberOf(memory) }];
  });
}

/**
 * A container's memory share is what its processes hold of all the memory of the GPUs they run on; its compute share is how busy
 * these GPUs are (the driver does not tell per process). A container without a process on a GPU has none.
 */
export function gpuShares(
  gpus: readonly Gpu[],
  processes: readonly GpuProcess[],
  containerOf: ReadonlyMap<number, string>,
): GpuShare[] {
  const usedBy = new Map<string, GpuProcess[]>();
  for (const process of processes) {
    const id = containerOf.get(process.pid);
    if (id !== undefined) usedBy.set(id, [...(usedBy.get(id) ?? []), process]);
  }
  return [...usedBy].map(([id, own]) => {
    const held = gpus.filter(({ uuid }) => own.some((process) => process.uuid === uuid));
    const used = sumOf(own.map(({ memoryMib }) => memoryMib));
    const total = sumOf(held.map(({ memoryTotalMib }) => memoryTotalMib));
    return { id, compute: meanOf(held.map(({ computeShare }) => computeShare)), memory: shareOf(used, total) };
  });
}

/** Of a container that sees GPUs but not the processes on them (a PID namespace): those it was given, as a whole. */
export function wholeGpus(id: string, gpus: readonly Gpu[]): GpuShare {
  const used = sumOf(gpus.map(({ memoryUsedMib }) => memoryUsedMib));
  const total = sumOf(gpus.map(({ memoryTotalMib }) => memoryTotalMib));
  return { id, compute: meanOf(gpus.map(({ computeShare }) => computeShare)), memory: shareOf(used, total) };
}

const timeLimitMs = 10_000;
/** A machine without a GPU is not asked each time. */
const absentForMs = 60_000;

/** Never throws. The program loads the driver: it may take a second. */
export function nvidiaSmi(monotonicMs: () => number, program = "nvidia-smi"): RunNvidiaSmi {
  let absentUntilMs = Number.NEGATIVE_INFINITY;
  return (args, signal) => {
    if (signal.aborted || monotonicMs() < absentUntilMs) return Promise.resolve(null);
    return new Promise((resolve) => {
      execFile(program, args, { timeout: timeLimitMs, killSignal: "SIGKILL", signal }, (error, stdout) => {
        if (error !== null && !signal.aborted) absentUntilMs = monotonicMs() + absentForMs;
        resolve(error === null ? stdout : null);
      });
    });
  };
}

function rowsOf(text: string, columns: number): string[][] {
  const rows = text.split("\n").map((line) => line.split(",").map((cell) => cell.trim()));
  return rows.filter((row) => row.length === columns);
}

/** "[N/A]", "[Not Supported]" and the like are null. */
function numberOf(cell: string | undefined): number | null {
  return cell !== undefined && /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;
}

/** null as soon as one is not known: a part is not the whole. */
function sumOf(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

function meanOf(values: readonly (number | null)[]): number | null {
  const sum = sumOf(values);
  return sum === null || values.length === 0 ? null : sum / values.length;
}

function shareOf(used: number | null, total: number | null): number | null {
  return used === null || total === null || total === 0 ? null : used / total;
}
