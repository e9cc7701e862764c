// Whether this instance can do its work right now.
import { hasUsers } from "#lib/db/user";
import { runtime } from "#lib/runtime";

export type Health = {
  status: "ok" | "unavailable";
  engine: "running" | "stopped";
  /** How often the engine went away since the console started. */
  engineAbsences: number;
};

export async function readHealth(): Promise<Health> {
  const { database, engine } = await runtime();
  const isAnswering = await hasUsers(database).then(
    () => true,
    () => false,
  );
  const isRunning = engine.isRunning();
  return {
    status: isAnswering && isRunning ? "ok" : "unavailable",
    engine: isRunning ? "running" : "stopped",
    engineAbsences: engine.absences(),
  };
}
