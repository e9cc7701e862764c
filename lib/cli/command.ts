// The words of `npm run outspan -- …` and what they mean. Pure.
import { parseArgs } from "node:util";
import { type Role, roles } from "#lib/auth/permissions";
import { fail, ok, type Result } from "#lib/result";

export type Command =
  | { kind: "help" }
  | { kind: "people list" }
  | { kind: "people add"; email: string; role: Role }
  | { kind: "people role"; email: string; role: Role }
  | { kind: "people deactivate" | "people reactivate" | "people link" | "people two-factor-off"; email: string }
  | { kind: "backup"; to: string }
  | { kind: "move"; to: string }
  | { kind: "rotate-key" }
  | { kind: "config check" | "config diff" | "config apply"; file: string | null }
  | { kind: "config export" };

export const help = `Usage: npm run outspan -- COMMAND

People (a role is ${roles.join(", ")}):
  people list                     who has an account or an invitation
  people add EMAIL --role ROLE    a one-time link to an account, for 7 days
  people role EMAIL --role ROLE   what the person may do from now on
  people deactivate EMAIL         ends every session at once
                                  (an invitation: withdraws it)
  people reactivate EMAIL         lets the person sign in again
  people link EMAIL               a one-time link to a new password
                                  (an invitation: a new link, the old one ends)
  people two-factor-off EMAIL     for whoever lost phone and recovery codes

The installation:
  backup --to DIRECTORY           copies database and key, as of one moment
  move --to postgres://USER:PASSWORD@HOST:PORT/DATABASE
                                  copies all into an empty PostgreSQL database
  rotate-key                      seals every secret with a new key

The configuration file (FILE, or OUTSPAN_CONFIG):
  config check [FILE]             whether it is right; needs no Outspan
  config diff [FILE]              what it would change; if anything, ends with 2
  config apply [FILE]             adds and changes what it names
  config export                   all that is set, secrets as \${env:NAME}

diff, apply and export ask the Outspan at OUTSPAN_URL with OUTSPAN_API_KEY;
without a key diff and export read the data directory.

Outspan may be running meanwhile; for move and rotate-key it is stopped first,
and what was cut off is run again. move compares row by row. Where the present
key is in OUTSPAN_SECRET_KEY, rotate-key takes the new one from
OUTSPAN_SECRET_KEY_NEXT. The settings are those of npm start.`;

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
  if (noun === "backup" || noun === "move" || noun === "rotate-key") return upkeep(noun, positionals, values.to);
  if (noun === "config") return configuration(verb, positionals.slice(2));
  if (noun === "people" && verb === "list") {
    if (email !== undefined) return fail("invalid", `people list takes nothing more: "${email}" is too much`);
    return ok({ kind: "people list" });
  }
  const kind = noun === "people" ? personVerbs.find((known) => known === `people ${verb}`) : undefined;
  if (kind === undefined) return fail("invalid", unknown(noun, positionals));
  if (email === undefined) return fail("invalid", `Whom? ${kind} EMAIL`);
  if (rest.length > 0) return fail("invalid", `One person at a time: "${rest.join(" ")}" is too much`);
  if (kind !== "people add" && kind !== "people role") return ok({ kind, email });
  const role = roles.find((known) => known === values.role);
  if (role === undefined) return fail("invalid", `Say what the person may do: --role ${roles.join(" or --role ")}`);
  return ok({ kind, email, role });
}

/** What was typed, and what there is in its place. */
function unknown(noun: string | undefined, positionals: string[]): string {
  const verbs = ["list", ...personVerbs.map((known) => known.slice("people ".length))];
  const typed = `There is no command "${positionals.join(" ")}"`;
  return noun === "people" ? `${typed}. There is people ${verbs.join(", ")}` : `${typed}. There is ${nouns.join(", ")}`;
}

const nouns = ["people", "config", "backup", "move", "rotate-key"];
const configVerbs = ["check", "diff", "apply", "export"] as const;
const personVerbs = [
  "people add",
  "people role",
  "people deactivate",
  "people reactivate",
  "people link",
  "people two-factor-off",
] as const;

function configuration(verb: string | undefined, [file, ...rest]: string[]): Result<Command> {
  const known = configVerbs.find((one) => one === verb);
  if (known === undefined) return fail("invalid", `There is config ${configVerbs.join(", ")}`);
  const extra = known === "export" ? file : rest[0];
  if (extra !== undefined) return fail("invalid", `config ${known} takes nothing more: "${extra}" is too much`);
  return ok(known === "export" ? { kind: "config export" } : { kind: `config ${known}`, file: file ?? null });
}

function upkeep(kind: "backup" | "move" | "rotate-key", words: string[], to: string | undefined): Result<Command> {
  if (words.length > 1) return fail("invalid", `${kind} takes nothing more: "${words.slice(1).join(" ")}" is too much`);
  if (kind === "rotate-key") {
    return to === undefined
      ? ok({ kind })
      : fail("invalid", "rotate-key takes nothing more: the new key is no argument");
  }
  if (to === undefined)
    return fail("invalid", kind === "backup" ? "Where to? backup --to DIRECTORY" : "Where to? move --to postgres://…");
  if (kind === "move" && !/^postgres(ql)?:$/.test(URL.parse(to)?.protocol ?? "")) {
    return fail("invalid", "move goes to a postgres:// URL");
  }
  return ok({ kind, to });
}

function parse(words: string[]) {
  return parseArgs({
    args: words,
    allowPositionals: true,
    options: { role: { type: "string" }, to: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
}
