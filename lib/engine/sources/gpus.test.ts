import { expect, test } from "vitest";
import { gpuShares, nvidiaSmi, parseGpus, parseProcesses, readGpus, wholeGpus } from "#lib/engine/sources/gpus";

const never = new AbortController().signal;
const a = "GPU-3f0c6f1e-5d0b-2a8c-9c1d-6a8e9f0b1c2d";
const b = "GPU-8a1b2c3d-0e1f-4a5b-8c7d-9e0f1a2b3c4d";
// As printed by --query-gpu=uuid,utilization.gpu,memory.used,memory.total and --query-compute-apps=gpu_uuid,pid,used_memory.
const twoGpus = `${a}, 50, 20480, 81920\n${b}, 100, 40960, 81920\n`;
const apps = `${a}, 4242, 16384\n${b}, 4242, 40960\n${a}, 77, 4096\n${a}, 999, 1024\n`;

test("nvidia-smi's lists are read; what a card does not support is unknown, not zero", () => {
  expect(parseGpus(twoGpus)).toEqual([
    { uuid: a, computeShare: 0.5, memoryUsedMib: 20480, memoryTotalMib: 81920 },
    { uuid: b, computeShare: 1, memoryUsedMib: 40960, memoryTotalMib: 81920 },
  ]);
  expect(parseGpus(`${a}, [N/A], 0, 143771\n`)[0]).toMatchObject({ computeShare: null, memoryUsedMib: 0 });
  expect(parseProcesses(`${a}, 4242, [N/A]\n${a}, [Not Found], 5\n`)).toEqual([
    { uuid: a, pid: 4242, memoryMib: null },
  ]);
  for (const noise of ["", "No devices were found\n", "NVIDIA-SMI has failed because it couldn't communicate\n"]) {
    expect([parseGpus(noise), parseProcesses(noise)]).toEqual([[], []]);
  }
});

test("a container has the memory of its processes over that of the GPUs they run on, and how busy these are", () => {
  const owners = new Map([
    [4242, "train"],
    [77, "serve"],
  ]);
  expect(gpuShares(parseGpus(twoGpus), parseProcesses(apps), owners)).toEqual([
    { id: "train", compute: 0.75, memory: (16384 + 40960) / (2 * 81920) },
    { id: "serve", compute: 0.5, memory: 4096 / 81920 },
  ]);
});

test("memory that is not told of one process is not told of its container, compute still is", () => {
  const processes = parseProcesses(`${a}, 77, [N/A]\n${a}, 78, 100\n`);
  const owners = new Map([
    [77, "serve"],
    [78, "serve"],
  ]);
  expect(gpuShares(parseGpus(twoGpus), processes, owners)).toEqual([{ id: "serve", compute: 0.5, memory: null }]);
});

test("the GPUs that a container was given as a whole", () => {
  expect(wholeGpus("own", parseGpus(twoGpus))).toEqual({ id: "own", compute: 0.75, memory: 61440 / 163840 });
});

test("without a GPU, or with a driver that lists none, there is nothing to tell", async () => {
  expect(await readGpus(async () => null, never)).toBeNull();
  expect(await readGpus(async () => "", never)).toBeNull();
});

test("a program that is not there is an absent GPU, and is not looked for again within a minute", async () => {
  let nowMs = 0;
  const absent = nvidiaSmi(() => nowMs, "/nonexistent/nvidia-smi");
  expect(await absent([], never)).toBeNull();
  const fails = nvidiaSmi(() => nowMs, "false");
  expect(await fails([], never)).toBeNull();
  const echo = nvidiaSmi(() => nowMs, "echo");
  expect(await echo(["one, two"], never)).toBe("one, two\n");
  nowMs = 61_000;
  expect(await absent([], never)).toBeNull();
});

test("a stop ends the program at once, and says nothing about whether there is a GPU", async () => {
  const stopping = new AbortController();
  // Asleep, or awake at once.
  const program = nvidiaSmi(() => 0, "sleep");
  const began = performance.now();
  const asked = program(["10"], stopping.signal);
  stopping.abort();
  expect(await asked).toBeNull();
  expect(await program(["10"], stopping.signal)).toBeNull();
  expect(performance.now() - began).toBeLessThan(2000);
  expect(await program(["0"], never)).toBe("");
});
