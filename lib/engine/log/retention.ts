// Which delivered segments stay and which go (architecture.md §6): 15 minutes or 256 MiB a signal, the first to go when the disk is
// short. What a lane still needs is never among them.
import type { TelemetryLog } from "#lib/engine/log/telemetry-log";

export type Retention = { keepMs: number; keepBytes: number };
export const retentionDefaults: Retention = { keepMs: 15 * 60_000, keepBytes: 256 << 20 };
export const keepNothing: Retention = { keepMs: 0, keepBytes: 0 };

/** The position below which everything may go. `needed`: the first that a lane needs, the log's end where none does. */
export function trimPosition(
  segments: ReturnType<TelemetryLog["segments"]>,
  needed: number,
  nowMs: number,
  { keepMs, keepBytes }: Retention,
): number {
  const delivered = segments.filter(({ end, closedAtMs }) => closedAtMs !== null && end <= needed);
  let bytes = delivered.reduce((sum, { start, end }) => sum + end - start, 0);
  let position = 0;
  for (const { start, end, closedAtMs } of delivered) {
    const isOld = closedAtMs === null || nowMs - closedAtMs >= keepMs;
    if (!isOld && bytes <= keepBytes) break;
    position = end;
    bytes -= end - start;
  }
  return position;
}
