// A configuration that a program sends instead of mounting it: compared with what there is, or applied by whoever sends it. What it
// writes may be changed in the console; nothing that it does not name is touched.
import type { Identity } from "#lib/auth/identity";
import { parseShape } from "#lib/changes/parse-shape";
import { listDestinationRows } from "#lib/db/destination";
import { listSecretRows } from "#lib/db/secret";
import { readSettingsRow } from "#lib/db/settings";
import { applyConfig } from "#lib/provision/apply";
import type { ConfigChange } from "#lib/provision/change";
import type { PointedProblem } from "#lib/provision/expand";
import { planConfig, type Store } from "#lib/provision/plan";
import { ConfigFile } from "#lib/provision/schema";
import { type Written, writeConfig } from "#lib/provision/write";
import { markOf } from "#lib/provisioned";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** References are filled in already. Of an Outspan that keeps a file it says what mounting this one would do. */
export async function compareConfig(store: Store, sent: unknown): Promise<Result<ConfigChange[]>> {
  const parsed = parseShape(ConfigFile, sent);
  if (!parsed.ok) return parsed;
  const file = await fileKept(store);
  const owner = file === null ? null : { file, lineOf: () => 1 };
  const { problems, steps } = await planConfig(store, parsed.data, owner);
  return problems.length > 0 ? invalid(problems) : ok(steps.flatMap(({ change }) => change ?? []));
}

export async function applySent(runtime: Runtime, identity: Identity, sent: unknown): Promise<Result<ConfigChange[]>> {
  const parsed = parseShape(ConfigFile, sent);
  if (!parsed.ok) return parsed;
  const { problems, changes } = await applyConfig(runtime, identity, parsed.data, null);
  return problems.length > 0 ? invalid(problems) : ok(changes);
}

/** Each look at a sealed value is counted: equal or not is a guess at it. null: go ahead. */
export function limitLooks({ limitSecretValues }: Runtime, { kind, id }: Identity): Result<never> | null {
  const limited = limitSecretValues(`${kind}:${id}`, 1);
  return limited && fail("rate_limited", "Too many configurations at once. Try again in a moment.", limited);
}

export async function exportConfig({ database }: Pick<Store, "database">, origin: string): Promise<string> {
  return writeConfig(await readAll({ database }), origin);
}

async function fileKept(store: Pick<Store, "database">): Promise<string | null> {
  const { destinations, secrets, settings } = await readAll(store);
  const marks = [...destinations, ...secrets].flatMap(({ provisioned }) => markOf(provisioned) ?? []);
  return [...marks, ...Object.values(settings.marks)][0]?.file ?? null;
}

async function readAll({ database }: Pick<Store, "database">): Promise<Written> {
  const [destinations, secrets, settings] = await Promise.all([
    listDestinationRows(database),
    listSecretRows(database.kysely),
    readSettingsRow(database),
  ]);
  return { destinations, secrets, settings };
}

function invalid(problems: readonly PointedProblem[]): Result<never> {
  const fields: Record<string, string[]> = {};
  for (const { path, message } of problems) fields[path] = [...(fields[path] ?? []), message];
  const count = Object.keys(fields).length;
  const [first] = problems;
  const message = count === 1 && first ? first.message : `${count} places are not right, and nothing was changed`;
  return fail("invalid", message, { fields });
}
