// Carries a configuration out: judged as a whole before the first write, then step by step through the same changes as any save, one
// hand-over to the engine at the end. Nothing is written where nothing differs.
import { actorOf, type Identity } from "#lib/auth/identity";
import { appendAudit } from "#lib/db/audit";
import { inConfigTurn } from "#lib/db/config-turn";
import { listDestinationRows } from "#lib/db/destination";
import { nodesSeenWithin } from "#lib/db/node";
import { markDestination, markSecret, markSettings } from "#lib/db/provisioned";
import { listSecretRows } from "#lib/db/secret";
import { readSettingsRow } from "#lib/db/settings";
import type { ConfigChange } from "#lib/provision/change";
import type { PointedProblem } from "#lib/provision/expand";
import { planConfig } from "#lib/provision/plan";
import type { Owner } from "#lib/provision/plan-secrets";
import type { ConfigFile } from "#lib/provision/schema";
import type { Runtime } from "#lib/runtime";

export type Applied = {
  /** Where there are any, what stands there stays: but for what was written before a write failed. */
  problems: PointedProblem[];
  changes: ConfigChange[];
  hasMoreLater: boolean;
};

export function applyConfig(runtime: Runtime, identity: Identity, config: ConfigFile, owner: Owner): Promise<Applied> {
  return inConfigTurn(runtime.database, async () => {
    const first = await carryOut(runtime, identity, config, owner);
    if (first.problems.length > 0 || !first.hasMoreLater || first.changes.length === 0) return first;
    // Who used a secret that left the file may just have let go of it.
    const second = await carryOut(runtime, identity, config, owner);
    return { ...second, changes: [...first.changes, ...second.changes] };
  });
}

/** As the file's own: what it writes says so. */
export function fileIdentity(file: string): Identity {
  return { kind: "file", id: file, name: file, role: "admin" };
}

async function carryOut(runtime: Runtime, identity: Identity, config: ConfigFile, owner: Owner): Promise<Applied> {
  const { problems, steps, hasMoreLater } = await planConfig(runtime, config, owner);
  if (problems.length > 0 || steps.length === 0) return { problems, changes: [], hasMoreLater };
  // The engine gets the whole at once: between two steps a destination may name a secret that is not for it yet.
  const quiet: Runtime = { ...runtime, engine: { ...runtime.engine, reconfigure: async () => {} } };
  const changes: ConfigChange[] = [];
  for (const { change, at, write } of steps) {
    const written = await write(quiet, identity);
    if (!written.ok) {
      problems.push({ path: at, message: written.error.message });
      break;
    }
    if (change !== null) changes.push(change);
  }
  if (changes.length > 0) {
    await note(runtime, identity, changes);
    await runtime.engine.reconfigure();
  }
  return { problems, changes, hasMoreLater };
}

async function note(runtime: Runtime, identity: Identity, changes: readonly ConfigChange[]): Promise<void> {
  const counted: Record<string, number> = {};
  for (const { verb } of changes) counted[past[verb]] = (counted[past[verb]] ?? 0) + 1;
  await appendAudit(runtime.database.kysely, actorOf(identity), runtime.now(), {
    action: "config.apply",
    noun: { kind: "config", id: null, name: identity.kind === "file" ? identity.name : null },
    outcome: "done",
    fields: [],
    detail: counted,
  });
}

const past: Record<ConfigChange["verb"], string> = {
  add: "added",
  change: "changed",
  delete: "deleted",
  adopt: "adopted",
};

/** Another node may have been started with the file: what it keeps stays so. */
const seenMs = 10_000;

/** Outspan was started without a file: what one kept is everybody's again. Returns how many things that are. */
export async function releaseAll({ database, nodes, now }: Runtime): Promise<number> {
  const others = await nodesSeenWithin(database.kysely, seenMs);
  if (others.some(({ id }) => id !== nodes.self.id)) return 0;
  const [destinations, secrets, settings] = await Promise.all([
    listDestinationRows(database),
    listSecretRows(database.kysely),
    readSettingsRow(database),
  ]);
  const kept = destinations.filter(({ provisioned }) => provisioned !== null);
  const keptSecrets = secrets.filter(({ provisioned }) => provisioned !== null);
  for (const { id } of kept) await markDestination(database, id, null);
  for (const { name } of keptSecrets) await markSecret(database, name, null);
  const parts = Object.keys(settings.marks).length;
  if (parts > 0) await markSettings(database, {});
  const released = kept.length + keptSecrets.length + parts;
  if (released > 0) {
    await appendAudit(database.kysely, { kind: "system", id: null, name: "Outspan" }, now(), {
      ...{ action: "config.release", noun: { kind: "config", id: null, name: null }, outcome: "done", fields: [] },
      detail: { released },
    });
  }
  return released;
}
