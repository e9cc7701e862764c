// What the engine's process costs, and which version it is.
import type { Measures } from "#lib/engine/health/metrics-text";
import { version } from "#lib/engine/user-agent";

export function processMeasures(): Pick<Measures, "process" | "version"> {
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1_000_000;
  return {
    process: { cpuSeconds, residentBytes: process.memoryUsage.rss(), startedAtMs: performance.timeOrigin },
    version,
  };
}
