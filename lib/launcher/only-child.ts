// The one child that a build has at a time. When the build is told to end, or whoever started it is gone, the child ends
// at once with everything it started itself, and then the build does. Knows no command.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

type Run = (command: string, parameters: string[], options: SpawnOptions) => ChildProcess;

export function onlyChild(): Run {
  let current: ChildProcess | null = null;
  const end = () => {
    if (current !== null) kill(current);
    process.exit(1);
  };
  for (const reason of ["SIGTERM", "SIGINT", "disconnect"] as const) process.once(reason, end);
  return (command, parameters, options) => {
    // A process group of its own: its children, and theirs, hear the same signal.
    const child = spawn(command, parameters, { ...options, detached: true });
    current = child;
    child.once("close", () => {
      if (current === child) current = null;
    });
    return child;
  };
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself in this moment.
  }
}
