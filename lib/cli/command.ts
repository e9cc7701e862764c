// The words of `npm run outspan -- …` and what they mean. Pure.
import { parseArgs } from "node:util";
import { type Role, roles } from "#lib/auth/permissions";
import { fail, ok, type Result } from "#lib/result";

export type Command = { kind: "help" } | { kind: "people list" } | { kind: "people add"; email: string; role: Role };

export const help = `Usage: npm run outspan -- people add EMAIL --role ${roles.join("|")}
       npm run outspan -- people list

  add prints a one-time link with which the person chooses a password. It works
  for 7 days. list prints email, role and since when of everybody who has an
  account. Outspan may be running meanwhile; the settings are those of npm start.`;

export function parseCommand(words: readonly string[]): Result<Command> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse([...words]);
  } catch (error) {
    // The first sentence; the second is about words that start with a dash.
    return fail("invalid", error instanceof Error ? (error.message.split(". ")[0] ?? "") : "Not understood");
  }
  const { positionals, values } = parsed;
  if (values.help || positionals[0] === "help" || words.length === 0) return ok({ kind: "help" });
  const [noun, verb, email, ...rest] = positionals;
  if (noun === "people" && verb === "list") {
    if (email !== undefined) return fail("invalid", `people list takes nothing more: "${email}" is too much`);
    return ok({ kind: "people list" });
  }
  if (noun !== "people" || verb !== "add") return fail("invalid", `There is no command "${positionals.join(" ")}"`);
  if (email === undefined) return fail("invalid", "Whom? people add EMAIL");
  if (rest.length > 0) return fail("invalid", `One person at a time: "${rest.join(" ")}" is too much`);
  const role = roles.find((known) => known === values.role);
  if (role === undefined) return fail("invalid", `Say what the person may do: --role ${roles.join(" or --role ")}`);
  return ok({ kind: "people add", email, role });
}

function parse(words: string[]) {
  return parseArgs({
    args: words,
    allowPositionals: true,
    options: { role: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
}
