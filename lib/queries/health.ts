// Whether this instance can do its work right now.
import { hasUsers } from "#lib/db/user";
import { runtime } from "#lib/runtime";

export type Health = { status: "ok" | "unavailable"; engine: "running" | "stopped" };

/** How long a reader that names what it last saw waits for something else, in milliseconds. */
const newsWithinMs = 1000;

/** `seen`: the engine's state as the reader knows it; the answer comes as soon as it is another, within a second at most. */
export async function readHealth(seen: Health["engine"] | null, leaving: AbortSignal): Promise<Health> {
  const { database, engine } = await runtime();
  if (seen !== null) await engine.outlast(seen === "running", newsWithinMs, leaving);
  const isAnswering = await hasUsers(database).then(
    () => true,
    () => false,
  );
  const isRunning = engine.isRunning();
  return { status: isAnswering && isRunning ? "ok" : "unavailable", engine: isRunning ? "running" : "stopped" };
}
