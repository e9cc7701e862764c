// Turns measurements into the few numbers that are printed.

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** One line: what, the figure, the goal, and whether it is met. */
export function figure(what: string, value: number, unit: string, goal?: number): string {
  const shown = `${value < 100 ? value.toFixed(value < 10 ? 2 : 1) : Math.round(value)} ${unit}`;
  const judged = goal === undefined ? "" : `  (goal ≤ ${goal} ${unit}: ${value <= goal ? "met" : "MISSED"})`;
  return `${what.padEnd(58)} ${shown}${judged}`;
}
