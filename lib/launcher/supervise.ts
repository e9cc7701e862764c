// Keeps one child process alive: starts it, restarts it when it dies, stops it on demand.
// Knows nothing of what the process does; the IPC channel tells the child when we are gone.
import { type ChildProcess, spawn } from "node:child_process";
import { healthyMs, restartDelayMs } from "#lib/launcher/restart-delay";
import { log } from "#lib/log";

export type Program = {
  name: string;
  command: string;
  arguments: string[];
  /** Asked at every start. */
  environment: () => Record<string, string | undefined>;
};

export type Ending = { code: number | null; signal: NodeJS.Signals | null; failures: number };

export type Events = {
  onMessage(message: unknown): void;
  /** Says whether to start it again. */
  onEnd(ending: Ending): boolean;
};

export type Supervised = {
  /** To the process that runs now; nothing when there is none. */
  send(message: object): void;
  /** Asks with SIGTERM, insists after `graceMs`, resolves when the process is gone. */
  stop(graceMs: number): Promise<void>;
};

export function supervise(program: Program, events: Events): Supervised {
  let child: ChildProcess | null = null;
  let restart: NodeJS.Timeout | undefined;
  let failures = 0;
  let isStopping = false;

  const start = () => {
    const startedAt = performance.now();
    let isOver = false;
    const started = spawn(program.command, program.arguments, {
      env: { NODE_ENV: "production", ...program.environment() },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child = started;
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      if (isOver) return;
      isOver = true;
      child = null;
      if (isStopping) return;
      const livedMs = Math.round(performance.now() - startedAt);
      failures = livedMs >= healthyMs ? 1 : failures + 1;
      const delayMs = restartDelayMs(failures);
      if (!events.onEnd({ code, signal, failures })) return;
      log.warn(`The ${program.name} ended and is started again`, { code, signal, livedMs, delayMs });
      restart = setTimeout(start, delayMs);
    };
    started.on("message", events.onMessage);
    // Not "exit": that one may come before the last message.
    started.on("close", end);
    started.on("error", (error) => {
      log.error(`The ${program.name} reported an error`, { error });
      if (started.pid === undefined) end(null, null);
    });
  };

  start();
  return {
    send(message) {
      // It may end at any moment: then the next one asks again.
      if (child?.connected) child.send(message, () => {});
    },
    async stop(graceMs) {
      isStopping = true;
      clearTimeout(restart);
      const running = child;
      // One that has ended is still here until its channel is read to the end, and says "exit" no second time.
      if (running === null || hasEnded(running)) return;
      const gone = new Promise<void>((resolve) => running.once("exit", () => resolve()));
      running.kill("SIGTERM");
      const insist = setTimeout(() => running.kill("SIGKILL"), graceMs);
      await gone;
      clearTimeout(insist);
    },
  };
}

/** Without a pid it never began. */
function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
