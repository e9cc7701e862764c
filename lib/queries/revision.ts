// Reads of revisions, of destinations, of named secrets and of the settings, for their pages and the API. Never a value of a secret.
import * as z from "zod";
import {
  findRevision,
  listRevisions,
  listWholeRevisions,
  type RevisionLine,
  type RevisionRecord,
} from "#lib/db/revision";
import { bodyOf } from "#lib/db/saved-destination";
import {
  compareRevisions,
  type DestinationRevision,
  Revision,
  type RevisionDifference,
  withEntered,
} from "#lib/destination/revision";
import type { Destination } from "#lib/destination/schema";
import { compareSecrets, KeptSecret, type SecretRevision, type SecretState } from "#lib/destination/secret-revision";
import { maskSecrets } from "#lib/destination/secrets";
import { runtime } from "#lib/runtime";
import {
  compareSettings,
  keptSettings,
  type SettingsRevision,
  type SettingsState,
  settingsDifferences,
} from "#lib/settings-revision";

/** Newest first, as many as are kept. */
export async function listDestinationRevisions(id: string): Promise<Revision[]> {
  const { database } = await runtime();
  return (await listRevisions(database.kysely, { kind: "destination", id })).map(lineOf);
}

export async function readRevision(id: string, revision: number): Promise<DestinationRevision | null> {
  const row = await find(id, revision);
  return row === null ? null : { ...lineOf(row), destination: maskSecrets(bodyOf(row)) };
}

/** `from` absent: the one before. null: one of the two is not there. */
export async function readDifference(id: string, to: number, from?: number): Promise<RevisionDifference | null> {
  const [a, b] = await Promise.all([find(id, from ?? to - 1), find(id, to)]);
  if (b === null || (a === null && from !== undefined)) return null;
  return { from: a?.revision ?? null, to, ...compareRevisions(a && enteredOf(a), enteredOf(b)) };
}

/** Newest first, as many as are kept, each with what it changed. */
export async function listSettingsRevisions(): Promise<SettingsRevision[]> {
  const { database } = await runtime();
  const rows = await listWholeRevisions(database.kysely, { kind: "settings", id: "settings" });
  return rows.map((row, index) => {
    const before = rows[index + 1];
    const changes = before === undefined ? null : settingsDifferences(stateOf(before), stateOf(row));
    return { ...lineOf(row), changes };
  });
}

export async function hasSettingsRevision(revision: number): Promise<boolean> {
  return (await findOfSettings(revision)) !== null;
}

/** As of a destination. */
export async function readSettingsDifference(to: number, from?: number): Promise<RevisionDifference | null> {
  const [a, b] = await Promise.all([findOfSettings(from ?? to - 1), findOfSettings(to)]);
  if (b === null || (a === null && from !== undefined)) return null;
  return { from: a?.revision ?? null, to, ...compareSettings(a && stateOf(a), stateOf(b)) };
}

/** Newest first, as many as are kept, each with what it changed. */
export async function listSecretRevisions(name: string): Promise<SecretRevision[]> {
  const { database } = await runtime();
  const rows = await listWholeRevisions(database.kysely, { kind: "secret", id: name });
  return rows.map((row, index) => {
    const before = rows[index + 1];
    const changes = before === undefined ? null : compareSecrets(secretOf(before), secretOf(row)).items;
    return { ...lineOf(row), changes };
  });
}

/** As of a destination. */
export async function readSecretDifference(
  name: string,
  to: number,
  from?: number,
): Promise<RevisionDifference | null> {
  const { database } = await runtime();
  const findOne = (revision: number) => findRevision(database.kysely, { kind: "secret", id: name }, revision);
  const [a, b] = await Promise.all([findOne(from ?? to - 1), findOne(to)]);
  if (b === null || (a === null && from !== undefined)) return null;
  return { from: a?.revision ?? null, to, ...compareSecrets(a && secretOf(a), secretOf(b)) };
}

async function findOfSettings(revision: number): Promise<RevisionRecord | null> {
  const { database } = await runtime();
  return findRevision(database.kysely, { kind: "settings", id: "settings" }, revision);
}

async function find(id: string, revision: number): Promise<RevisionRecord | null> {
  const { database } = await runtime();
  return findRevision(database.kysely, { kind: "destination", id }, revision);
}

const Entered = z.record(z.string(), z.number());

function enteredOf(row: RevisionRecord): Destination {
  return withEntered(bodyOf(row), Entered.parse(JSON.parse(row.entered)));
}

function stateOf({ body, entered }: RevisionRecord): SettingsState {
  return { settings: keptSettings(body), entered: Entered.parse(JSON.parse(entered)) };
}

function secretOf({ body, entered }: RevisionRecord): SecretState {
  return { secret: KeptSecret.parse(JSON.parse(body)), entered: Entered.parse(JSON.parse(entered)) };
}

function lineOf({ revision, at, author, action, message, fields, restored }: RevisionLine): Revision {
  const told = { revision, at, action, message, restored };
  return Revision.parse({ ...told, author: JSON.parse(author), fields: JSON.parse(fields) });
}
