// Reads of the revisions of a destination, for its page and the API. Never a value of a secret.
import * as z from "zod";
import { findRevision, listRevisions, type RevisionLine, type RevisionRecord } from "#lib/db/revision";
import { bodyOf } from "#lib/db/saved-destination";
import {
  compareRevisions,
  type DestinationRevision,
  Revision,
  type RevisionDifference,
  withEntered,
} from "#lib/destination/revision";
import type { Destination } from "#lib/destination/schema";
import { maskSecrets } from "#lib/destination/secrets";
import { runtime } from "#lib/runtime";

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

async function find(id: string, revision: number): Promise<RevisionRecord | null> {
  const { database } = await runtime();
  return findRevision(database.kysely, { kind: "destination", id }, revision);
}

const Entered = z.record(z.string(), z.number());

function enteredOf(row: RevisionRecord): Destination {
  return withEntered(bodyOf(row), Entered.parse(JSON.parse(row.entered)));
}

function lineOf({ revision, at, author, action, message, fields, restored }: RevisionLine): Revision {
  const told = { revision, at, action, message, restored };
  return Revision.parse({ ...told, author: JSON.parse(author), fields: JSON.parse(fields) });
}
