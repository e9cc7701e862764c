// What a configuration changes of the destinations: which of those that are there each entry means, and what differs.
import { changedFields } from "#lib/changes/changed-fields";
import { createDestination, deleteDestination, saveDestination, undeleteDestination } from "#lib/changes/destination";
import type { DestinationRecord } from "#lib/db/destination";
import { markDestination } from "#lib/db/provisioned";
import { bodyOf } from "#lib/db/saved-destination";
import { openDestination } from "#lib/db/sealed-destination";
import { differences } from "#lib/destination/difference";
import { withDefaults } from "#lib/destination/resolve";
import type { ConfigChange } from "#lib/provision/change";
import type { DestinationEntry } from "#lib/provision/entries";
import { markFor, type Owner, type Planned, type Step, taken, type Write } from "#lib/provision/plan-secrets";
import { markOf } from "#lib/provisioned";
import { placeOf } from "#lib/provisioned-words";
import type { Runtime } from "#lib/runtime";

type Stored = { row: DestinationRecord; name: string; key: string | null };

export type Rows = { live: readonly DestinationRecord[]; deleted: readonly DestinationRecord[] };

/** `claimed`: the ids that stay. */
export function planDestinations(
  sealing: Pick<Runtime, "seal" | "unseal">,
  entries: readonly DestinationEntry[],
  rows: Rows,
  owner: Owner,
): Planned & { claimed: ReadonlySet<string> } {
  const known: Stored[] = rows.live.map((row) => {
    return { row, name: bodyOf(row).name, key: markOf(row.provisioned)?.key ?? null };
  });
  const keys = new Set(entries.map(({ key }) => key));
  const claimed = new Set<string>();
  const planned: Planned = { steps: [], problems: [] };
  for (const entry of entries) {
    const found = owner === null ? foundBySender(entry, known) : foundByFile(entry, known, keys);
    if (typeof found === "string") {
      planned.problems.push({ path: entry.pointTo("/name"), message: found });
      continue;
    }
    if (found !== null) claimed.add(found.row.id);
    const step = stepFor(sealing, entry, found, owner === null ? [] : rows.deleted, owner);
    if (step !== null) planned.steps.push(step);
  }
  if (owner === null) return { ...planned, claimed };
  const gone = known.filter(({ row, key }) => key !== null && !claimed.has(row.id));
  return { ...planned, steps: [...planned.steps, ...gone.map(removalOf)], claimed };
}

/** By its key; one whose id came or went since, by its name. A text: why there is none to choose. */
function foundByFile(
  { key, destination, isAdopting }: DestinationEntry,
  known: readonly Stored[],
  keys: ReadonlySet<string>,
): Stored | null | string {
  const own =
    known.find((one) => one.key === key) ??
    known.find((one) => one.key !== null && !keys.has(one.key) && one.name === destination.name);
  if (own !== undefined) return own;
  const namesakes = known.filter((one) => one.key === null && one.name === destination.name);
  if (namesakes.length === 0) return null;
  if (!isAdopting) return taken("destination");
  const meant = namesakes.length === 1 ? namesakes[0] : namesakes.find(({ row }) => row.id === key);
  return meant ?? "Several destinations have this name: rename the others";
}

/** By its id, else by its name. */
function foundBySender({ key, destination }: DestinationEntry, known: readonly Stored[]): Stored | null | string {
  const same = known.filter((one) => one.row.id === key || one.key === key);
  const found = same.length > 0 ? same : known.filter(({ name }) => name === destination.name);
  const [first] = found;
  if (first === undefined) return null;
  if (found.length > 1) return "Several destinations have this name: say which by its id";
  const mark = markOf(first.row.provisioned);
  return mark === null ? first : `It is provisioned from ${placeOf(mark)}`;
}

function stepFor(
  sealing: Pick<Runtime, "seal" | "unseal">,
  { key, at, destination }: DestinationEntry,
  found: Stored | null,
  deleted: readonly DestinationRecord[],
  owner: Owner,
): Step | null {
  const { name } = destination;
  const mark = owner === null ? undefined : markFor(owner, key, at);
  const step = (verb: ConfigChange["verb"], told: ConfigChange["differences"], write: Write): Step => {
    return { change: { noun: "destination", name, verb, differences: told }, at, write };
  };
  if (found === null) {
    const back = deleted.find((row) => markOf(row.provisioned)?.key === key);
    if (back !== undefined) return step("add", [], bringingBack(back.id, destination, mark));
    return step("add", [], (runtime, by) => createDestination(runtime, by, destination, null, mark && { mark }));
  }
  const { row } = found;
  const stored = openDestination(sealing, row);
  const save: Write = (runtime, by) =>
    saveDestination(runtime, by, { id: row.id, revision: "any" }, destination, null, mark);
  const isAdopted = mark !== undefined && found.key === null;
  if (changedFields(withDefaults(stored), withDefaults(destination)).length > 0) {
    const told = differences(withDefaults(stored), withDefaults(destination)).map(({ label, from, to }) => {
      return { label, from, to };
    });
    return step(isAdopted ? "adopt" : "change", told, save);
  }
  if (mark === undefined || JSON.stringify(markOf(row.provisioned)) === JSON.stringify(mark)) return null;
  const write: Write = async ({ database }) => {
    await markDestination(database, row.id, mark);
    return { ok: true };
  };
  return isAdopted ? step("adopt", [], write) : { change: null, at, write };
}

/** It left the file a moment ago, and what waits for it is still there. */
function bringingBack(
  id: string,
  destination: DestinationEntry["destination"],
  mark: Parameters<typeof saveDestination>[5],
): Write {
  return async (runtime, by) => {
    const back = await undeleteDestination(runtime, by, id);
    if (!back.ok) return back;
    return saveDestination(runtime, by, { id, revision: "any" }, destination, null, mark);
  };
}

function removalOf({ row: { id }, name }: Stored): Step {
  const change: ConfigChange = { noun: "destination", name, verb: "delete", differences: [] };
  return { change, at: "", write: (runtime, by) => deleteDestination(runtime, by, { id, revision: "any" }) };
}
