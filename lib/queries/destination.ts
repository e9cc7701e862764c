// Reads of destinations for pages and the API: secrets masked, defaults filled in, status as the engine tells it.
import {
  type DestinationRecord,
  type DestinationVersion,
  findDestinationRow,
  listDeletedDestinationRows,
  listDestinationNames,
  listDestinationRows,
  listDestinationVersions,
} from "#lib/db/destination";
import { bodyOf, savedOf } from "#lib/db/saved-destination";
import { diagnosisAsTyped } from "#lib/destination/named-secret-fix";
import { secretNamesIn } from "#lib/destination/named-secret-use";
import type { NodeReceiver, StatusOfNodes } from "#lib/destination/node";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import type { State, Status } from "#lib/destination/status";
import { receiverOfNodes, statesOfNodes, statusOfNodes, withOtherNodes } from "#lib/node/node-status";
import { fail, ok, type Result } from "#lib/result";
import { type Runtime, runtime, undeleteMs } from "#lib/runtime";

export type DeletedDestination = { id: string; name: string; deletedAt: string; undoUntil: string };

type EngineStatus = Extract<Awaited<ReturnType<Runtime["engine"]["client"]["status"]>>, { ok: true }>["data"];
export type StatusList = {
  items: ({ id: string; name: string } & Status)[];
  receiver: EngineStatus["receiver"];
  nodes: NodeReceiver[];
};

export async function getDestination(
  id: string,
): Promise<{ destination: SavedDestination; status: StatusOfNodes | null } | null> {
  const started = await runtime();
  const destination = await findDestination(id);
  if (destination === null) return null;
  const status = await started.engine.client.statusOf(id);
  return { destination, status: status.ok ? asTyped(statusOfNodes(started, id, status.data), destination) : null };
}

/** Without its status, in the order they were made. A body is read and parsed once for as long as its row stays as it is. */
export async function listSavedDestinations(): Promise<SavedDestination[]> {
  const { database } = await runtime();
  const versions = await listDestinationVersions(database);
  const known = versions.flatMap((version) => knownOf(version) ?? []);
  return known.length === versions.length ? known : (await listDestinationRows(database)).map(readSaved);
}

const savedMax = 5000;
const saved = new Map<string, { version: DestinationVersion; destination: SavedDestination }>();

function knownOf({ id, revision, updatedAt, updatedBy, provisioned }: DestinationVersion): SavedDestination | null {
  const known = saved.get(id);
  const isSame =
    known !== undefined &&
    known.version.revision === revision &&
    known.version.updatedAt === updatedAt &&
    known.version.updatedBy === updatedBy &&
    known.version.provisioned === provisioned;
  return isSame ? known.destination : null;
}

function readSaved(row: DestinationRecord): SavedDestination {
  const known = knownOf(row);
  if (known !== null) return known;
  if (saved.size >= savedMax) saved.clear();
  const { id, revision, updatedAt, updatedBy, provisioned } = row;
  const destination = savedOf(row);
  saved.set(id, { version: { id, revision, updatedAt, updatedBy, provisioned }, destination });
  return destination;
}

/** Without its status. */
export async function findDestination(id: string): Promise<SavedDestination | null> {
  const { database } = await runtime();
  const row = await findDestinationRow(database, id);
  return row === null ? null : savedOf(row);
}

/** Those that can still be brought back, newest first. */
export async function recentlyDeleted(): Promise<DeletedDestination[]> {
  const { database, now } = await runtime();
  const rows = await listDeletedDestinationRows(database, new Date(now().getTime() - undeleteMs));
  return rows.flatMap((row) => {
    if (row.deletedAt === null) return [];
    const undoUntil = new Date(Date.parse(row.deletedAt) + undeleteMs).toISOString();
    return [{ id: row.id, name: bodyOf(row).name, deletedAt: row.deletedAt, undoUntil }];
  });
}

/**
 * Of every destination that the engine knows, and of the receiver: one question to the engine, no destination is parsed unless there is
 * a fix for one. Other nodes' figures are up to 2 s old.
 */
export async function readStatusList(): Promise<Result<StatusList>> {
  const started = await runtime();
  const { database, engine } = started;
  const [named, told] = await Promise.all([listDestinationNames(database), engine.client.status()]);
  if (!told.ok) return told;
  const statuses = byId(started, told.data);
  const items = named.flatMap(({ id, name }) => {
    const status = statuses.get(id);
    return status === undefined ? [] : [{ id, name, ...status }];
  });
  return ok({ items: await allAsTyped(items), ...receiverOfNodes(started, told.data.receiver) });
}

/** What the receiver took in, without the destinations. */
export async function readReceiver(): Promise<Result<Omit<StatusList, "items">>> {
  const started = await runtime();
  const told = await started.engine.client.receiver();
  return told.ok ? ok(receiverOfNodes(started, told.data.receiver)) : told;
}

/** `unavailable` also while the engine does not know it: there is nothing true to say then. */
export async function readStatus(id: string): Promise<Result<StatusOfNodes>> {
  const started = await runtime();
  const [told, row] = await Promise.all([started.engine.client.statusOf(id), findDestinationRow(started.database, id)]);
  if (told.ok) {
    const status = statusOfNodes(started, id, told.data);
    return ok(row === null ? status : asTyped(status, bodyOf(row)));
  }
  if (told.error.code !== "not_found") return told;
  return fail("unavailable", "The engine does not know this destination yet", { retryAfterSeconds: 1 });
}

/** The engine diagnoses with named secrets filled in: what it would change of them has no row in the form. */
function asTyped<S extends Status>(status: S, destination: Destination): S {
  if (status.diagnosis.length === 0 || secretNamesIn(destination).length === 0) return status;
  return { ...status, diagnosis: status.diagnosis.map((one) => diagnosisAsTyped(one, destination)) };
}

async function allAsTyped(items: StatusList["items"]): Promise<StatusList["items"]> {
  if (!items.some(({ diagnosis }) => diagnosis.some(({ fix }) => fix !== null))) return items;
  const typed = new Map((await listSavedDestinations()).map((destination) => [destination.id, destination]));
  return items.map((item) => {
    const destination = typed.get(item.id);
    return destination === undefined ? item : asTyped(item, destination);
  });
}

/** Of every destination that the engine knows; null where it does not answer. */
export async function readStates(): Promise<ReadonlyMap<string, State> | null> {
  const started = await runtime();
  const told = await started.engine.client.states();
  return told.ok ? statesOfNodes(started, told.data) : null;
}

/** Of these destinations, as far as the engine knows them; null where it does not answer. */
export async function readStatuses(
  destinations: readonly SavedDestination[],
): Promise<ReadonlyMap<string, Status> | null> {
  const started = await runtime();
  const told = await started.engine.client.status(destinations.map(({ id }) => id));
  if (!told.ok) return null;
  const statuses = byId(started, told.data);
  return new Map(
    destinations.flatMap((destination) => {
      const status = statuses.get(destination.id);
      return status === undefined ? [] : [[destination.id, asTyped(status, destination)] as const];
    }),
  );
}

function byId(started: Runtime, { items }: EngineStatus): Map<string, Status> {
  return new Map(items.map(({ id, ...status }) => [id, withOtherNodes(started, id, status)]));
}
