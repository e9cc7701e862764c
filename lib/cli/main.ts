// `npm run outspan -- …`: what an operator does without a browser, beside a running Outspan or before it.
// Knows words and exit codes; the changes are those of lib/changes. 0 = done, 1 = could not, 2 = not understood.
import { join } from "node:path";
import { type Command, help, parseCommand } from "#lib/cli/command";
import { people } from "#lib/cli/people";
import { backup, move, rotate } from "#lib/cli/upkeep";
import { type Env, readEnv } from "#lib/env";
import { loadEnvFile } from "#lib/env-file";
import type { Result } from "#lib/result";

process.exitCode = await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<number> {
  const command = parseCommand(words);
  if (!command.ok) return complain(`${command.error.message}. See npm run outspan -- --help`, 2);
  if (command.data.kind === "help") {
    console.log(help);
    return 0;
  }
  loadEnvFile(join(import.meta.dirname, "../.."));
  const env = readEnv(process.env);
  if (!env.ok) return complain(env.error.message, 1);
  const done = await carryOut(env.data, command.data);
  if (!done.ok) return complain(done.error.message, 1);
  for (const line of done.data) console.log(line);
  return 0;
}

function carryOut(env: Env, command: Exclude<Command, { kind: "help" }>): Promise<Result<string[]>> {
  if (command.kind === "backup") return backup(env, command.to);
  if (command.kind === "move") return move(env, command.to);
  return command.kind === "rotate-key" ? rotate(env) : people(env, command);
}

function complain(line: string, code: number): number {
  console.error(line);
  return code;
}
