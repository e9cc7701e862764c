// `npm run outspan -- …`: what an operator does without a browser, beside a running Outspan or before it.
// Knows words and exit codes; the changes are those of lib/changes. 0 = done, 1 = could not, 2 = not understood.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "#lib/auth/permissions";
import { invitePerson, listPeople as peopleOf } from "#lib/changes/people";
import { type Command, help, parseCommand } from "#lib/cli/command";
import { backup, move, rotate } from "#lib/cli/upkeep";
import { originOf } from "#lib/console/host";
import { type Env, readEnv } from "#lib/env";
import { loadEnvFile } from "#lib/env-file";
import { fail, ok, type Result } from "#lib/result";
import { openForCommand } from "#lib/runtime";

type Opened = Extract<Awaited<ReturnType<typeof openForCommand>>, { ok: true }>["data"];

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
  if (command.kind === "people list") return listPeople(env);
  if (command.kind === "people add") return addPerson(env, command);
  if (command.kind === "backup") return backup(env, command.to);
  return command.kind === "move" ? move(env, command.to) : rotate(env);
}

async function listPeople(env: Env): Promise<Result<string[]>> {
  return beside(env, env.url ?? originOf(env.host, env.port), async (opened) => {
    const people = await peopleOf(opened);
    if (people.length === 0) return ok(["There is no account yet."]);
    const width = Math.max(...people.map(({ email }) => email.length));
    const row = (email: string, role: string, since: string) => `${email.padEnd(width)}  ${role.padEnd(6)}  ${since}`;
    return ok([
      row("email", "role", "since"),
      ...people.map((one) => row(one.email, one.role, one.since.slice(0, 10))),
    ]);
  });
}

async function addPerson(env: Env, { email, role }: { email: string; role: Role }): Promise<Result<string[]>> {
  if (env.url === null && env.port === 0) {
    return fail("invalid", "PORT is 0, so the link cannot be known: set OUTSPAN_URL to the address of the ready line");
  }
  return beside(env, env.url ?? originOf(env.host, env.port), async (opened) => {
    const actor = { kind: "system", id: null, name: "command line" } as const;
    const added = await invitePerson(opened, actor, { email, role });
    if (!added.ok) return { ok: false, error: { ...added.error, message: firstMessage(added.error) } };
    const { link, expiresAt } = added.data;
    return ok([`${email} becomes ${role} with this link, once, until ${expiresAt.slice(0, 10)}:`, link]);
  });
}

/** On the state of an Outspan that may be running meanwhile. */
async function beside<T>(env: Env, origin: string, act: (opened: Opened) => Promise<Result<T>>): Promise<Result<T>> {
  if (env.databaseUrl === null && !existsSync(env.dataDirectory)) {
    return fail("not_found", `There is no Outspan in ${env.dataDirectory}: start it once, or set OUTSPAN_DATA_DIR`);
  }
  const opened = await openForCommand(env, origin);
  if (!opened.ok) return opened;
  try {
    return await act(opened.data);
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
