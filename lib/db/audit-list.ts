// Pages of the audit, newest first, by filter: each reads a bounded number of rows, however many there are and however few
// match. Knows no page and no words.
import { type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { type AuditRecord, auditRecordOf } from "#lib/db/audit";
import { type Database, isPostgres } from "#lib/db/client";
import type { Tables } from "#lib/db/tables";

/** null = any. Times are ISO 8601 in UTC; `to` is excluded. */
export type AuditFilter = {
  who: { kind: string; id: string | null } | null;
  action: string | null;
  noun: { kind: string; id: string | null } | null;
  from: string | null;
  to: string | null;
  /** Part of a name, an email or a field, in any case; on SQLite only the letters of ASCII have two. */
  text: string | null;
};

/** `next`: go on there, null = that was all. `searchedTo`: enough rows were looked at; of those before it, others may match. */
export type AuditPage = { rows: AuditRecord[]; next: number | null; searchedTo: string | null };

/** So many rows are looked at for one page: what a filter may cost where it has no index. */
const scanMax = 5000;
/** Clocks of two nodes differ: rows stand in the order of the commits, only nearly in that of time. */
const slackMs = 3600_000;

type Where = (builder: ExpressionBuilder<Tables, "audit">) => Expression<SqlBool>[];

/** `cursor`: behind this row. */
export async function listAudit(
  database: Database,
  filter: AuditFilter,
  { cursor, limit }: { cursor: number | null; limit: number },
): Promise<AuditPage> {
  const bounds = await idBounds(database, filter);
  const { lead, rest, isSparse } = planOf(database, filter);
  const behind = cursor === null ? null : cursor - 1;
  const newest =
    bounds.newest === null || behind === null ? (bounds.newest ?? behind) : Math.min(bounds.newest, behind);
  const all = { ...bounds, newest };
  const within = (ids: IdBounds) =>
    database.kysely
      .selectFrom("audit")
      .where((where) => where.and([...lead(where), ...between(where, ids)]))
      .orderBy("id", "desc");
  const last = isSparse ? await nth(within(all).select(["id", "at"]), scanMax) : undefined;
  const few = last && { oldest: last.id, newest: newest ?? Number.MAX_SAFE_INTEGER };
  const looked = within(few ?? all)
    .selectAll()
    .limit(limit + 1);
  const found = await looked.where((where) => where.and(rest(where))).execute();
  const rows = found.slice(0, limit).map(auditRecordOf);
  if (found.length > limit) return { rows, next: rows.at(-1)?.id ?? null, searchedTo: null };
  return { rows, next: last?.id ?? null, searchedTo: last?.at ?? null };
}

function nth<Row>(rows: SelectQueryBuilder<Tables, "audit", Row>, number: number): Promise<Row | undefined> {
  return rows
    .offset(number - 1)
    .limit(1)
    .executeTakeFirst();
}

/**
 * `lead` has an index that ends in the id, the narrowest first; `rest` is compared row by row. `isSparse`: few of the rows that are
 * looked at may match. Time alone makes none so: within the bounds of its ids nearly every row is meant.
 */
function planOf(
  database: Database,
  { who, action, noun, from, to, text }: AuditFilter,
): { lead: Where; rest: Where; isSparse: boolean } {
  const indexed: Where[] = [];
  if (noun?.id) indexed.push((where) => [where("nounId", "=", noun.id), where("nounKind", "=", noun.kind)]);
  if (who) indexed.push((where) => [where("actorKind", "=", who.kind), sameId(where, who.id)]);
  if (action) indexed.push((where) => [where("action", "=", action)]);
  if (noun && !noun.id) indexed.push((where) => [where("nounKind", "=", noun.kind)]);
  const [lead = () => [], ...others] = indexed;
  if (text) others.push((where) => [matches(database, where, text)]);
  const isSparse = others.length > 0;
  if (from) others.push((where) => [where("at", ">=", from)]);
  if (to) others.push((where) => [where("at", "<", to)]);
  return { lead, rest: (where) => others.flatMap((one) => one(where)), isSparse };
}

function sameId(where: ExpressionBuilder<Tables, "audit">, id: string | null): Expression<SqlBool> {
  return id === null ? where("actorId", "is", null) : where("actorId", "=", id);
}

function matches({ kysely }: Database, where: ExpressionBuilder<Tables, "audit">, text: string): Expression<SqlBool> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const like = sql.raw(isPostgres(kysely) ? "ilike" : "like");
  const columns = ["actorName", "nounName", "fields"] as const;
  return where.or(columns.map((column) => sql<SqlBool>`${sql.ref(column)} ${like} ${pattern} escape '\\'`));
}

/** Both included; null = whatever there is. */
type IdBounds = { oldest: number | null; newest: number | null };

/**
 * One bound at an end: of two, SQLite looks up the first and walks to the other. Before PostgreSQL has statistics it takes any pair for
 * a narrow one, and sorts what lies between: right for the few rows that are looked at, not for the whole table.
 */
function between(where: ExpressionBuilder<Tables, "audit">, { oldest, newest }: IdBounds): Expression<SqlBool>[] {
  return [
    ...(newest === null ? [] : [where("id", "<=", newest)]),
    ...(oldest === null ? [] : [where("id", ">=", oldest)]),
  ];
}

/** The ids between which rows of this time lie: a few more, never fewer. */
async function idBounds({ kysely }: Database, { from, to }: AuditFilter): Promise<IdBounds> {
  const rows = kysely.selectFrom("audit").select("id").limit(1);
  const moved = (iso: string, ms: number) => new Date(Date.parse(iso) + ms).toISOString();
  const before = from === null ? null : rows.where("at", "<", moved(from, -slackMs)).orderBy("at", "desc");
  const after = to === null ? null : rows.where("at", ">=", moved(to, slackMs)).orderBy("at");
  const [last, first] = await Promise.all([before?.executeTakeFirst(), after?.executeTakeFirst()]);
  return { oldest: last?.id ?? null, newest: first?.id ?? null };
}
