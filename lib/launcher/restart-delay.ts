// How long to wait before a process that died is started again. Pure: knows no process.

const firstMs = 100;
const capMs = 10_000;

/** A process that lived this long was healthy: its end counts as the first failure again. */
export const healthyMs = 10_000;

/** `failures` in a row, counted from 1: fast first (100 ms), doubling up to 10 s. */
export function restartDelayMs(failures: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), capMs);
}
