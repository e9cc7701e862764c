// A source on the console's side that says little: a record or two now and then, numbered, through the control socket. Between them
// lies much of others in the same log. What was refused or broken off is not sent again.
import { setTimeout as wait } from "node:timers/promises";
import { numberedRequests } from "#e2e/soak/numbered-items";
import type { EngineClient } from "#lib/engine/client";

export type QuietSource = { sentItems(): number; pause(): Promise<void>; resume(): void };

/** The source that it stands for: no one else uses it. */
export const quietSourceName = "script";
const itemsPerRequest = 2;
const everyMs = 250;

export function startQuietSource(
  client: () => EngineClient,
  acknowledged: (first: number, count: number) => void,
): QuietSource {
  const make = numberedRequests({ signal: "logs", count: itemsPerRequest });
  let sent = 0;
  let isPaused = false;
  let running = run();

  async function run(): Promise<void> {
    while (!isPaused) {
      const first = sent;
      sent += itemsPerRequest;
      if (await client().ingest(quietSourceName, "logs", make(first))) acknowledged(first, itemsPerRequest);
      await wait(everyMs);
    }
  }

  return {
    sentItems: () => sent,
    async pause() {
      isPaused = true;
      await running;
    },
    resume() {
      isPaused = false;
      running = run();
    },
  };
}
