// The person behind an identity of the OpenID Connect provider: found, linked or made in one transaction, with role and audit row.
// Such a person has no password here. Knows no claims: what they come to was decided before.
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { lockTable } from "#lib/db/lock-table";
import { momentOf } from "#lib/db/moment";
import { isLastAdmin } from "#lib/db/person";
import { insertUser, insertWayIn, type UserRecord } from "#lib/db/user";

const oidcProviderId = "oidc";

export type OidcIdentity = {
  /** Of the provider, and whom it means there: together they name the person for good. */
  issuer: string;
  subject: string;
  email: { address: string; isVerified: boolean } | null;
  role: string;
};

export type Entered =
  | { ok: true; user: UserRecord; keptAdmin: boolean }
  | { ok: false; refusal: "no_email" | "email_taken" | "deactivated" | "first_admin" };

type Person = UserRecord & { deactivatedAt: string | null };

/** Nobody in particular changes a role by a group: the provider does. */
const actor: Actor = { kind: "system", id: null, name: "OIDC" };

export function enterByOidc(database: Database, identity: OidcIdentity, now: Date): Promise<Entered> {
  return database.kysely.transaction().execute(async (transaction): Promise<Entered> => {
    await lockTable(transaction, "user");
    const known = await findByIdentity(transaction, identity);
    if (known !== null) return enter(database, transaction, known, identity, now);
    const { email } = identity;
    if (email === null) return { ok: false, refusal: "no_email" };
    const namesake = await findByEmail(transaction, email.address);
    if (namesake === null) return create(database, transaction, { ...identity, email }, now);
    // Whoever may write any address into their profile would else take the account of its owner.
    if (!email.isVerified) return { ok: false, refusal: "email_taken" };
    if (namesake.deactivatedAt === null) await link(database, transaction, namesake, identity, now);
    return enter(database, transaction, namesake, identity, now);
  });
}

function wayInOf({ issuer, subject }: OidcIdentity) {
  return { providerId: oidcProviderId, accountId: `${issuer} ${subject}` } as const;
}

function persons(queries: Queries) {
  return queries.selectFrom("user").select(["user.id", "user.email", "user.role", "user.deactivatedAt"]);
}

async function findByIdentity(queries: Queries, identity: OidcIdentity): Promise<Person | null> {
  const row = await persons(queries)
    .innerJoin("account", "account.userId", "user.id")
    .where("account.providerId", "=", oidcProviderId)
    .where("account.accountId", "=", wayInOf(identity).accountId)
    .executeTakeFirst();
  return row ?? null;
}

async function findByEmail(queries: Queries, email: string): Promise<Person | null> {
  return (await persons(queries).where("user.email", "=", email).executeTakeFirst()) ?? null;
}

/** With the role that the groups give today. The last admin keeps theirs: else nobody could change anything any more. */
async function enter(
  database: Database,
  queries: Queries,
  { deactivatedAt, ...user }: Person,
  { role }: OidcIdentity,
  now: Date,
): Promise<Entered> {
  if (deactivatedAt !== null) return { ok: false, refusal: "deactivated" };
  if (user.role === role) return { ok: true, user, keptAdmin: false };
  if (role !== "admin" && (await isLastAdmin(queries, { ...user, deactivatedAt })))
    return { ok: true, user, keptAdmin: true };
  await queries
    .updateTable("user")
    .set({ role, updatedAt: momentOf(database, now) })
    .where("id", "=", user.id)
    .execute();
  await appendAudit(queries, actor, now, {
    action: "person.role",
    noun: { kind: "person", id: user.id, name: user.email },
    outcome: "done",
    fields: ["/role"],
    detail: { from: user.role, to: role },
  });
  return { ok: true, user: { ...user, role }, keptAdmin: false };
}

async function create(
  database: Database,
  queries: Queries,
  identity: OidcIdentity & { email: NonNullable<OidcIdentity["email"]> },
  now: Date,
): Promise<Entered> {
  const { email, role } = identity;
  const anybody = await queries.selectFrom("user").select("id").limit(1).executeTakeFirst();
  // A viewer's account as the only one would spend the set-up link for good.
  if (anybody === undefined && role !== "admin") return { ok: false, refusal: "first_admin" };
  const made = { email: email.address, role, isVerified: email.isVerified, wayIn: wayInOf(identity) };
  return { ok: true, user: await insertUser(database, queries, actor, made, now), keptAdmin: false };
}

async function link(
  database: Database,
  queries: Queries,
  { id, email }: Person,
  identity: OidcIdentity,
  now: Date,
): Promise<void> {
  await insertWayIn(database, queries, id, wayInOf(identity), now);
  await appendAudit(queries, actor, now, {
    action: "person.link",
    noun: { kind: "person", id, name: email },
    outcome: "done",
    fields: [],
    detail: { to: oidcProviderId, issuer: identity.issuer },
  });
}
