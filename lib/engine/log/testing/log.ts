// A telemetry log in a directory of its own, and what its tests do to its records and files.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type Damage, type Entry, isDamage, type LogRecord } from "#lib/engine/log/record";
import { type LogOptions, openLog, type TelemetryLog } from "#lib/engine/log/telemetry-log";

export const clock = { now: () => 1_700_000_000_000 };

/** Gone with the test, its logs closed. */
export function logPlace() {
  const directory = mkdtempSync(join(tmpdir(), "outspan-log-"));
  const opened: TelemetryLog[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((log) => log.close()));
    rmSync(directory, { recursive: true });
  });
  const files = (suffix: string) => {
    const folder = join(directory, "traces");
    return readdirSync(folder)
      .filter((name) => name.endsWith(suffix))
      .sort()
      .map((name) => join(folder, name));
  };
  return {
    directory,
    files,
    file(suffix: string, index = 0): string {
      const path = files(suffix)[index];
      if (path === undefined) throw new Error(`No ${suffix} ${index}`);
      return path;
    },
    async logOf(more: Partial<LogOptions> = {}): Promise<TelemetryLog> {
      const log = await openLog({ directory, signal: "traces", clock, tailBytes: 0, ...more });
      opened.push(log);
      return log;
    },
  };
}

export function entry(text: string, more: Partial<Entry> = {}): Entry {
  const body = Buffer.from(text.padEnd(100, "."));
  const counts = { receivedAtMs: 5, items: 3, bodyBytes: body.length };
  const kind = { encoding: "protobuf", coding: "identity", delta: false, cumulative: true, source: "otlp" } as const;
  return { ...counts, ...kind, route: ["a", "b"], body, ...more };
}

export async function all(log: TelemetryLog, bytesMax = 1000): Promise<(LogRecord | Damage)[]> {
  const found: (LogRecord | Damage)[] = [];
  for (let at = log.start(); at < log.end(); ) {
    const { records, next } = await log.read(at, bytesMax);
    expect(records[0]?.position).toBe(at);
    found.push(...records);
    at = next;
  }
  return found;
}

export function texts(found: (LogRecord | Damage)[]): string[] {
  return found.map((each) => (isDamage(each) ? "damage" : Buffer.from(each.body).toString().replace(/\.+$/, "")));
}

export function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  writeFileSync(path, bytes);
}

/** Appends one after another. */
export async function fill(log: TelemetryLog, count: number, more: Partial<Entry> = {}): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (let index = 0; index < count; index += 1) records.push(await log.append(entry(`r${index}`, more)));
  return records;
}

export function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}
