// Revisions of nouns: each as it was written, by whom, when and why; the newest of each noun. No value of a secret is here, sealed or
// not: of each it is told in which revision its value was entered, which is enough to see that it changed.
import type { Selectable } from "kysely";
import type { Actor } from "#lib/db/audit";
import type { Queries } from "#lib/db/client";
import type { Tables } from "#lib/db/tables";

export type RevisionRecord = Selectable<Tables["revision"]>;
/** All but what was written: for lists. */
export type RevisionLine = Omit<RevisionRecord, "body" | "entered">;

export type RevisionNoun = { kind: "destination" | "settings" | "secret"; id: string };

export type NewRevision = {
  revision: number;
  action: string;
  /** Its secrets as null. */
  body: string;
  fields: string[];
  message?: string | null | undefined;
  /** The revision that was restored. */
  restored?: number | undefined;
  /** What must be read in no older revision any more: gives the body without it, null where it stays as it is. */
  hide?: ((body: string) => string | null) | undefined;
  /** Of each secret that it holds, whether its value is another one than before; absent = all is as before. */
  entered?: Record<string, boolean> | undefined;
};

/** How many of each noun are kept; the audit keeps who did what beyond that. */
export const revisionsMax = 200;

const lineColumns = [
  "nounKind",
  "nounId",
  "revision",
  "at",
  "author",
  "action",
  "message",
  "fields",
  "restored",
] as const;

/** Call it inside the transaction that makes the change. */
export async function appendRevision(
  queries: Queries,
  actor: Actor,
  now: Date,
  noun: RevisionNoun,
  made: NewRevision,
): Promise<void> {
  const { revision, action, body, message = null, restored = null } = made;
  const before = await findRevision(queries, noun, revision - 1);
  const known: Record<string, number> = before === null ? {} : JSON.parse(before.entered);
  await queries
    .insertInto("revision")
    .values({
      nounKind: noun.kind,
      nounId: noun.id,
      revision,
      at: now.toISOString(),
      author: JSON.stringify({ kind: actor.kind, name: actor.name }),
      action,
      message,
      body,
      entered: JSON.stringify(made.entered === undefined ? known : enteredIn(revision, made.entered, known)),
      fields: JSON.stringify(made.fields),
      restored,
    })
    .execute();
  await queries
    .deleteFrom("revision")
    .where("nounKind", "=", noun.kind)
    .where("nounId", "=", noun.id)
    .where("revision", "<=", revision - revisionsMax)
    .execute();
  if (made.hide !== undefined) await hideInOlder(queries, noun, revision, made.hide);
}

async function hideInOlder(
  queries: Queries,
  noun: RevisionNoun,
  newest: number,
  hide: (body: string) => string | null,
): Promise<void> {
  for (const { revision, body } of await listWholeRevisions(queries, noun)) {
    const hidden = revision < newest ? hide(body) : null;
    if (hidden === null) continue;
    await queries
      .updateTable("revision")
      .set({ body: hidden })
      .where("nounKind", "=", noun.kind)
      .where("nounId", "=", noun.id)
      .where("revision", "=", revision)
      .execute();
  }
}

function enteredIn(revision: number, entered: Record<string, boolean>, known: Record<string, number>) {
  const told = Object.entries(entered).flatMap(([key, isNew]): [string, number][] => {
    const since = isNew ? revision : Object.hasOwn(known, key) ? known[key] : undefined;
    return since === undefined ? [] : [[key, since]];
  });
  return Object.fromEntries(told);
}

/** Newest first. */
export async function listRevisions(queries: Queries, noun: RevisionNoun): Promise<RevisionLine[]> {
  return queries
    .selectFrom("revision")
    .select(lineColumns)
    .where("nounKind", "=", noun.kind)
    .where("nounId", "=", noun.id)
    .orderBy("revision", "desc")
    .execute();
}

/** Newest first, with what was written: for nouns that are small. */
export async function listWholeRevisions(queries: Queries, noun: RevisionNoun): Promise<RevisionRecord[]> {
  return queries
    .selectFrom("revision")
    .selectAll()
    .where("nounKind", "=", noun.kind)
    .where("nounId", "=", noun.id)
    .orderBy("revision", "desc")
    .execute();
}

export async function findRevision(
  queries: Queries,
  noun: RevisionNoun,
  revision: number,
): Promise<RevisionRecord | null> {
  const row = await queries
    .selectFrom("revision")
    .selectAll()
    .where("nounKind", "=", noun.kind)
    .where("nounId", "=", noun.id)
    .where("revision", "=", revision)
    .executeTakeFirst();
  return row ?? null;
}

/** With the noun itself. */
export async function deleteRevisions(queries: Queries, kind: RevisionNoun["kind"], ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await queries.deleteFrom("revision").where("nounKind", "=", kind).where("nounId", "in", ids).execute();
}
