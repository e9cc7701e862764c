// What applying a configuration would do to what is stored: every step in its order, and everything that forbids it. Writes nothing.
import { knownSecrets } from "#lib/changes/named-secrets";
import { listDeletedDestinationRows, listDestinationRows } from "#lib/db/destination";
import { bodyOf } from "#lib/db/saved-destination";
import { listSecretRows, listSecretUsers, type SecretRecord } from "#lib/db/secret";
import { readSettingsRow } from "#lib/db/settings";
import { type NamedSecret, namedSecretProblems, secretNamesIn } from "#lib/destination/named-secret-use";
import type { Destination } from "#lib/destination/schema";
import { checkEntries, destinationProblems, type Entries, entriesOf, namedIn } from "#lib/provision/entries";
import type { PointedProblem } from "#lib/provision/expand";
import { planDestinations } from "#lib/provision/plan-destinations";
import { type Owner, planSecret, removalOf, type Step } from "#lib/provision/plan-secrets";
import { planSettings } from "#lib/provision/plan-settings";
import type { ConfigFile } from "#lib/provision/schema";
import { type Runtime, undeleteMs } from "#lib/runtime";

/** What planning reads with: a command beside a running console has no more. */
export type Store = Pick<Runtime, "database" | "seal" | "unseal" | "now"> & {
  settings: Pick<Runtime["settings"], "awsHostCredentials">;
};

export type Plan = {
  problems: PointedProblem[];
  steps: Step[];
  /** A secret left the file, and a destination that left with it may still come back. */
  hasMoreLater: boolean;
};

export async function planConfig(store: Store, config: ConfigFile, owner: Owner): Promise<Plan> {
  const { database, now } = store;
  const entries = entriesOf(config);
  const wrong = checkEntries(entries, store);
  if (wrong.length > 0) return { problems: wrong, steps: [], hasMoreLater: false };
  const after = new Date(now().getTime() - undeleteMs);
  const [live, deleted, secretRows, settings, known, users] = await Promise.all([
    listDestinationRows(database),
    listDeletedDestinationRows(database, after),
    listSecretRows(database.kysely),
    readSettingsRow(database),
    knownSecrets(store),
    listSecretUsers(database.kysely, after),
  ]);
  const destinations = planDestinations(store, entries.destinations, { live, deleted }, owner);
  const secrets = entries.secrets.map((entry) =>
    planSecret(
      store,
      entry,
      secretRows.find(({ name }) => name === entry.secret.name),
      owner,
    ),
  );
  const gone = owner === null ? [] : secretRows.filter((row) => isGone(row, entries));
  const next = [...known.filter(({ name }) => !isNamed(name, entries, gone)), ...namedIn(entries)];
  const others = live
    .filter(({ id, provisioned }) => !destinations.claimed.has(id) && (owner === null || provisioned === null))
    .map(bodyOf);
  const told = planSettings(store, entries.settings, settings, owner);
  const unused = gone.filter(({ name }) => !users.some((user) => user.secrets.includes(name)));
  return {
    problems: [
      ...secrets.flatMap(({ problem }) => problem ?? []),
      ...told.problems,
      ...destinations.problems,
      ...entries.destinations.flatMap((entry) => destinationProblems(entry, store, next)),
      ...strayProblems(others, known, next, entries),
    ],
    steps: [
      ...secrets.flatMap(({ step }) => step ?? []),
      ...told.steps,
      ...destinations.steps,
      ...unused.map(removalOf),
    ],
    hasMoreLater: unused.length < gone.length,
  };
}

function isGone({ name, provisioned }: SecretRecord, { secrets }: Entries): boolean {
  return provisioned !== null && !secrets.some(({ secret }) => secret.name === name);
}

function isNamed(name: string, { secrets }: Entries, gone: readonly SecretRecord[]): boolean {
  return secrets.some(({ secret }) => secret.name === name) || gone.some((row) => row.name === name);
}

/** Destinations that the file says nothing of, and that were right before: they use a secret that it changes or leaves out. */
function strayProblems(
  others: readonly Destination[],
  before: readonly NamedSecret[],
  after: readonly NamedSecret[],
  { secrets }: Entries,
): PointedProblem[] {
  return others.flatMap((destination) => {
    const names = secretNamesIn(destination);
    if (names.length === 0) return [];
    const known = new Set(namedSecretProblems(destination, before).map(({ path, code }) => `${path} ${code}`));
    const added = namedSecretProblems(destination, after).filter(({ path, code }) => !known.has(`${path} ${code}`));
    const entry = secrets.find(({ secret }) => names.includes(secret.name));
    return added.map(({ message }) => ({
      path: entry === undefined ? "" : `${entry.at}/origins`,
      message: `The destination ${destination.name}, made in the console, uses ${names.join(", ")}: ${message}`,
    }));
  });
}
