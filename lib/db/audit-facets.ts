// Whom and what the audit tells of: each once, found by stepping through an index, so that a million rows cost no more than ten.
import { sql } from "kysely";
import type { Database } from "#lib/db/client";

/** `name`: as of their newest row. */
export type AuditActor = { kind: string; id: string; name: string };

const actorsMax = 200;
const actionsMax = 200;
/** The other kinds have no id. */
const kindsWithId = ["user", "key"];

export async function listAuditActors({ kysely }: Database): Promise<AuditActor[]> {
  const lists = await Promise.all(
    kindsWithId.map(async (kind) => {
      const found = await sql<AuditActor>`
        with recursive "step"("id") as (
          select min("actorId") from audit where "actorKind" = ${kind}
          union all
          select (select min("actorId") from audit where "actorKind" = ${kind} and "actorId" > "step"."id")
          from "step" where "step"."id" is not null
        )
        select "id", (
          select "actorName" from audit where "actorKind" = ${kind} and "actorId" = "step"."id" order by audit."id" desc limit 1
        ) as "name"
        from "step" where "id" is not null limit ${sql.lit(actorsMax)}`.execute(kysely);
      return found.rows.map(({ id, name }) => ({ kind, id, name }));
    }),
  );
  return lists.flat();
}

export async function listAuditActions({ kysely }: Database): Promise<string[]> {
  const found = await sql<{ action: string }>`
    with recursive "step"("action") as (
      select min("action") from audit
      union all
      select (select min("action") from audit where "action" > "step"."action") from "step" where "step"."action" is not null
    )
    select "action" from "step" where "action" is not null limit ${sql.lit(actionsMax)}`.execute(kysely);
  return found.rows.map(({ action }) => action);
}
