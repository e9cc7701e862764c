// `npm run outspan -- …`: what an operator does without a browser, beside a running Outspan or before it.
// Knows words and exit codes; the changes are those of lib/changes. 0 = done, 1 = could not, 2 = not understood; of config diff 2 = differs.
import { join } from "node:path";
import { type Command, help, parseCommand } from "#lib/cli/command";
import { config } from "#lib/cli/config";
import { people } from "#lib/cli/people";
import { backup, move, rotate } from "#lib/cli/upkeep";
import { type Env, readEnv } from "#lib/env";
import { loadEnvFile } from "#lib/env-file";
import type { Result } from "#lib/result";

process.exitCode = await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<number> {
  const command = parseCommand(words);
  const misunderstood = words[0] === "config" ? 1 : 2;
  if (!command.ok) return complain(`${command.error.message}. See npm run outspan -- --help`, misunderstood);
  if (command.data.kind === "help") {
    console.log(help);
    return 0;
  }
  loadEnvFile(join(import.meta.dirname, "../.."));
  const env = readEnv(process.env);
  if (!env.ok) return complain(env.error.message, 1);
  if (isConfig(command.data)) {
    const told = await config(env.data, command.data, process.env);
    if (!told.ok) return complain(told.error.message, 1);
    for (const line of told.data.lines) console.log(line);
    return told.data.code;
  }
  const done = await carryOut(env.data, command.data);
  if (!done.ok) return complain(done.error.message, 1);
  for (const line of done.data) console.log(line);
  return 0;
}

type ConfigCommand = Extract<Command, { kind: `config ${string}` }>;

function isConfig(command: Command): command is ConfigCommand {
  return command.kind.startsWith("config ");
}

function carryOut(env: Env, command: Exclude<Command, { kind: "help" } | ConfigCommand>): Promise<Result<string[]>> {
  if (command.kind === "backup") return backup(env, command.to);
  if (command.kind === "move") return move(env, command.to);
  return command.kind === "rotate-key" ? rotate(env) : people(env, command);
}

function complain(line: string, code: number): number {
  console.error(line);
  return code;
}
