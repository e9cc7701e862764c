// People at the terminal: for the first one, and for the day on which nobody can sign in any more. The changes are those of lib/changes.
import { existsSync } from "node:fs";
import { changePerson, invitePerson, listPeople, makeLink, removePerson, resetTwoFactor } from "#lib/changes/people";
import type { Command } from "#lib/cli/command";
import { originOf } from "#lib/console/host";
import type { Env } from "#lib/env";
import type { Person } from "#lib/person";
import { fail, ok, type Result } from "#lib/result";
import { openForCommand } from "#lib/runtime";

type Opened = Extract<Awaited<ReturnType<typeof openForCommand>>, { ok: true }>["data"];
type PeopleCommand = Extract<Command, { kind: `people ${string}` }>;

const actor = { kind: "system", id: null, name: "command line" } as const;

export function people(env: Env, command: PeopleCommand): Promise<Result<string[]>> {
  if (env.url === null && env.port === 0 && (command.kind === "people add" || command.kind === "people link")) {
    const message = "PORT is 0, so the link cannot be known: set OUTSPAN_URL to the address of the ready line";
    return Promise.resolve(fail("invalid", message));
  }
  return beside(env, async (opened) => {
    if (command.kind === "people list") return ok(rows(await listPeople(opened)));
    if (command.kind === "people add") return add(opened, command);
    const person = (await listPeople(opened)).find(({ email }) => email === command.email.trim().toLowerCase());
    return person === undefined
      ? fail("not_found", `There is no account and no invitation with the email ${command.email}`)
      : change(opened, command, person);
  });
}

/** A table, each column as wide as its widest. */
export function rows(all: Person[]): string[] {
  if (all.length === 0) return ["There is no account yet."];
  const cells = [
    ["email", "role", "state", "since", "signs in by", "two-factor", "last seen"],
    ...all.map(({ email, role, state, since, expiresAt, hasPassword, hasTwoFactor, lastSeenAt }) => {
      const begun = [email, role, state, since.slice(0, 10)];
      if (state === "invited") return [...begun, `link, until ${expiresAt?.slice(0, 10) ?? "it is used"}`, "", ""];
      const seen = lastSeenAt === null ? "never" : `${lastSeenAt.slice(0, 16)}Z`;
      return [...begun, hasPassword ? "password" : "provider", hasTwoFactor ? "on" : "off", seen];
    }),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

async function add(
  opened: Opened,
  { email, role }: Extract<PeopleCommand, { kind: "people add" }>,
): Promise<Result<string[]>> {
  const added = await invitePerson(opened, actor, { email, role });
  if (!added.ok) return { ok: false, error: { ...added.error, message: firstMessage(added.error) } };
  const { link, expiresAt } = added.data;
  return ok([`${email} becomes ${role} with this link, once, until ${expiresAt.slice(0, 10)}:`, link]);
}

async function change(
  opened: Opened,
  command: Exclude<PeopleCommand, { kind: "people list" | "people add" }>,
  { id, email, state }: Person,
): Promise<Result<string[]>> {
  switch (command.kind) {
    case "people role":
      return told(
        await changePerson(opened, actor, id, { role: command.role }),
        `${email} has the role ${command.role}`,
      );
    case "people deactivate": {
      const words =
        state === "invited"
          ? `${email} had no account yet: the invitation is withdrawn, its link opens nothing`
          : `${email} is deactivated, every session is over`;
      return told(await removePerson(opened, actor, id), words);
    }
    case "people reactivate":
      return told(await changePerson(opened, actor, id, { active: true }), `${email} can sign in again`);
    case "people two-factor-off":
      return told(await resetTwoFactor(opened, actor, id), `Two-factor sign-in is off for ${email}`);
    case "people link": {
      const made = await makeLink(opened, actor, id);
      if (!made.ok) return made;
      const { kind, link, expiresAt } = made.data;
      const what = kind === "password" ? "sets a new password" : "makes an account";
      return ok([`${email} ${what} with this link, once, until ${expiresAt.slice(0, 10)}:`, link]);
    }
  }
}

function told(done: Result<unknown>, words: string): Result<string[]> {
  return done.ok ? ok([words]) : done;
}

/** On the state of an Outspan that may be running meanwhile. */
async function beside<T>(env: Env, act: (opened: Opened) => Promise<Result<T>>): Promise<Result<T>> {
  if (env.databaseUrl === null && !existsSync(env.dataDirectory)) {
    return fail("not_found", `There is no Outspan in ${env.dataDirectory}: start it once, or set OUTSPAN_DATA_DIR`);
  }
  const opened = await openForCommand(env, env.url ?? originOf(env.host, env.port));
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
