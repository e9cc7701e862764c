// The person behind an identity of the OpenID Connect provider: found, linked or made in one transaction, with role and audit row.
// Such a person has no password here. Knows no claims: what they come to was decided before.
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { lockTable } from "#lib/db/lock-table";
import { momentOf } from "#lib/db/moment";
import { isLastAdmin } from "#lib/db/person";
import { endSessions } from "#lib/db/session";
import { isInvited } from "#lib/db/token";
import { insertUser, insertWayIn, type UserRecord } from "#lib/db/user";

const oidcProviderId = "oidc";

export type OidcIdentity = {
  /** Of the provider, and whom it means there: together they name the person for good. */
  issuer: string;
  subject: string;
  /** Verified: as the provider says; null = it says nothing of it. */
  email: { address: string; isVerified: boolean | null } | null;
  role: string;
};

export type Entered =
  | { ok: true; user: UserRecord; keptAdmin: boolean }
  | { ok: false; refusal: "no_email" | "email_unverified" | "email_taken" | "deactivated" | "first_admin" };

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
    // Whoever may write any address into their profile would else wait in an account under the name of its owner.
    if (email.isVerified === false) return { ok: false, refusal: "email_unverified" };
    const namesake = await findByEmail(transaction, email.address);
    if (namesake === null) return create(database, transaction, { ...identity, email }, now);
    // Linked only where both are known to be the owner of the address: who comes, and who is there already.
    if (email.isVerified === null || !namesake.isProven) return { ok: false, refusal: "email_taken" };
    if (namesake.deactivatedAt === null) await link(database, transaction, namesake, identity, now);
    return enter(database, transaction, namesake, identity, now);
  });
}

/** Of somebody who may not sign in any more: what they opened before ends too. Nothing where nobody is known by it. */
export function endSessionsByOidc(
  database: Database,
  identity: Pick<OidcIdentity, "issuer" | "subject">,
  now: Date,
): Promise<void> {
  return database.kysely.transaction().execute(async (transaction) => {
    const person = await findByIdentity(transaction, identity);
    if (person === null) return;
    const sessions = await endSessions(transaction, person.id, null);
    if (sessions === 0) return;
    await appendAudit(transaction, actor, now, {
      action: "person.sign_out",
      noun: { kind: "person", id: person.id, name: person.email },
      outcome: "done",
      fields: [],
      detail: { sessions, reason: "no group" },
    });
  });
}

function wayInOf({ issuer, subject }: Pick<OidcIdentity, "issuer" | "subject">) {
  return { providerId: oidcProviderId, accountId: `${issuer} ${subject}` } as const;
}

function persons(queries: Queries) {
  return queries.selectFrom("user").select(["user.id", "user.email", "user.role", "user.deactivatedAt"]);
}

async function findByIdentity(
  queries: Queries,
  identity: Pick<OidcIdentity, "issuer" | "subject">,
): Promise<Person | null> {
  const row = await persons(queries)
    .innerJoin("account", "account.userId", "user.id")
    .where("account.providerId", "=", oidcProviderId)
    .where("account.accountId", "=", wayInOf(identity).accountId)
    .executeTakeFirst();
  return row ?? null;
}

/** Proven: the provider said so then, or a link led to it (with a password, which no person of the provider has). */
async function findByEmail(queries: Queries, email: string): Promise<(Person & { isProven: boolean }) | null> {
  const row = await persons(queries)
    .leftJoin("account", (join) =>
      join.onRef("account.userId", "=", "user.id").on("account.providerId", "=", "credential"),
    )
    .select(["user.emailVerified", "account.id as credentialId"])
    .where("user.email", "=", email)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { emailVerified, credentialId, ...person } = row;
  return { ...person, isProven: Boolean(emailVerified) || credentialId !== null };
}

/** With the role that the groups give today; what was open before ends with another role. The last admin keeps theirs: else nobody could change anything any more. */
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
  const sessions = await endSessions(queries, user.id, null);
  await appendAudit(queries, actor, now, {
    action: "person.role",
    noun: { kind: "person", id: user.id, name: user.email },
    outcome: "done",
    fields: ["/role"],
    detail: { from: user.role, to: role, sessions },
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
  // An invitation is for the owner of the address, and ends with an account of that name.
  if (email.isVerified === null && (await isInvited(queries, email.address)))
    return { ok: false, refusal: "email_taken" };
  const made = { email: email.address, role, isVerified: email.isVerified === true, wayIn: wayInOf(identity) };
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
  const sessions = await endSessions(queries, id, null);
  await appendAudit(queries, actor, now, {
    action: "person.link",
    noun: { kind: "person", id, name: email },
    outcome: "done",
    fields: [],
    detail: { to: oidcProviderId, issuer: identity.issuer, sessions },
  });
}
