// `npm run outspan -- …`: what an operator does without a browser, beside a running Outspan or before it.
// Knows words and exit codes; the changes are those of lib/changes. 0 = done, 1 = could not, 2 = not understood.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "#lib/auth/permissions";
import { invitePerson } from "#lib/changes/people";
import { help, parseCommand } from "#lib/cli/command";
import { originOf } from "#lib/console/host";
import { type Env, readEnv } from "#lib/env";
import { loadEnvFile } from "#lib/env-file";
import { fail, type Result } from "#lib/result";
import { openForCommand } from "#lib/runtime";

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
  const { email, role } = command.data;
  const added = await addPerson(env.data, email, role);
  if (!added.ok) return complain(added.error.message, 1);
  console.log(`${email} becomes ${role} with this link, once, until ${added.data.expiresAt.slice(0, 10)}:`);
  console.log(added.data.link);
  return 0;
}

async function addPerson(env: Env, email: string, role: Role): Promise<Result<{ link: string; expiresAt: string }>> {
  if (env.databaseUrl === null && !existsSync(env.dataDirectory)) {
    return fail("not_found", `There is no Outspan in ${env.dataDirectory}: start it once, or set OUTSPAN_DATA_DIR`);
  }
  if (env.url === null && env.port === 0) {
    return fail("invalid", "PORT is 0, so the link cannot be known: set OUTSPAN_URL to the address of the ready line");
  }
  const opened = await openForCommand(env, env.url ?? originOf(env.host, env.port));
  if (!opened.ok) return opened;
  try {
    const actor = { kind: "system", id: null, name: "command line" } as const;
    const added = await invitePerson(opened.data, actor, { email, role });
    return added.ok ? added : { ok: false, error: { ...added.error, message: firstMessage(added.error) } };
  } finally {
    await opened.data.stop();
  }
}

/** A wrong value says what to do at its field. */
function firstMessage(error: { message: string; fields?: Record<string, string[]> }): string {
  return Object.values(error.fields ?? {})[0]?.[0] ?? error.message;
}

function complain(line: string, code: number): number {
  console.error(line);
  return code;
}
