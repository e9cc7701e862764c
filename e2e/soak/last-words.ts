// What the processes of a soak said last, one after the other.
import type { ChildProcess } from "node:child_process";

const keptMax = 20_000;

export function lastWords() {
  let output = "";
  return {
    listen(child: ChildProcess): void {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk: Buffer) => {
          output = (output + chunk).slice(-keptMax);
        });
      }
    },
    output: () => output,
  };
}
