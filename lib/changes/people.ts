// Who has an account: invited, given a role, deactivated, helped back in. Knows no session (sign-in.ts) and no cookie.
import * as z from "zod";
import { Email } from "#lib/account";
import { newToken, setupLink, tokenLifeMs } from "#lib/auth/one-time-token";
import { type KeyRole, keyRoles, mayGrant, opensReceiver, roles } from "#lib/auth/permissions";
import { parseShape } from "#lib/changes/parse-shape";
import { type By, isSensitiveRole, requireRecentSignIn } from "#lib/changes/recent-sign-in";
import type { Actor } from "#lib/db/audit";
import { changePersonRow, findPerson, listPersons, type PersonRecord } from "#lib/db/person";
import {
  changeInvitation,
  findInvitation,
  insertToken,
  listInvitations,
  type TokenRecord,
  withdrawInvitation,
} from "#lib/db/token";
import { removeTwoFactor } from "#lib/db/two-factor";
import { findUserByEmail, hasUsers } from "#lib/db/user";
import type { Invitation, InvitedPerson, Person, PersonChange, PersonLink } from "#lib/person";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** What it takes: a command beside a running console has no more. */
type Store = Pick<Runtime, "settings" | "database" | "now">;

/** A link for one person, one use, 7 days. Whoever has it chooses the password. */
export async function invitePerson(
  runtime: Store,
  actor: By,
  submitted: Invitation,
): Promise<Result<{ id: string; link: string; expiresAt: string }>> {
  const parsed = parseShape(z.strictObject({ email: Email, role: z.enum(roles) }), submitted);
  if (!parsed.ok) return parsed;
  const { email, role } = parsed.data;
  if (!runtime.settings.signIn.hasPasswords) {
    return fail("conflict", "Signing in with a password is off here: give access at the OpenID Connect provider");
  }
  // Their account would be the only one and spend the set-up link: nobody could change anything any more.
  if (role !== "admin" && !(await hasUsers(runtime.database))) {
    return fail(
      "conflict",
      "The first account has to be an admin: use the set-up link that Outspan printed, or --role admin",
    );
  }
  if ((await findUserByEmail(runtime.database, email)) !== null) {
    const message = `There is an account with the email ${email} already`;
    return fail("conflict", message, { fields: { "/email": [message] } });
  }
  const recent = isSensitiveRole(role) ? await requireRecentSignIn(runtime, actor) : ok(null);
  return recent.ok ? ok(await invite(runtime, actor, { email, role })) : recent;
}

async function invite(runtime: Store, actor: Actor, { email, role, id }: { email: string; role: string; id?: string }) {
  const { token, hash } = newToken();
  const expiresAt = new Date(runtime.now().getTime() + tokenLifeMs);
  const row = { hash, kind: "invite" as const, email, role, expiresAt, ...(id !== undefined && { id }) };
  const inserted = await insertToken(runtime.database, actor, row, runtime.now());
  return { id: inserted, link: setupLink(runtime.settings.origin, token), expiresAt: expiresAt.toISOString() };
}

/** The invited person as everybody sees them, with the link: told here alone. */
export async function addPerson(runtime: Store, actor: By, submitted: Invitation): Promise<Result<InvitedPerson>> {
  const invited = await invitePerson(runtime, actor, submitted);
  if (!invited.ok) return invited;
  const person = await readPerson(runtime, invited.data.id);
  return person.ok ? ok({ ...person.data, link: invited.data.link }) : person;
}

/** Accounts, the longest here first, then invitations that nobody used. */
export async function listPeople({ database }: Pick<Runtime, "database">): Promise<Person[]> {
  const [persons, invitations] = await Promise.all([listPersons(database), listInvitations(database)]);
  return [...persons.map(personOf), ...invitations.map(invitedOf)];
}

export async function readPerson({ database }: Pick<Runtime, "database">, id: string): Promise<Result<Person>> {
  const person = await findPerson(database, id);
  if (person !== null) return ok(personOf(person));
  const invitation = await findInvitation(database, id);
  return invitation === null ? notFound() : ok(invitedOf(invitation));
}

/** Role and whether they may sign in. The last admin stays one. */
export async function changePerson(
  runtime: Store,
  actor: By,
  id: string,
  { role, active, revokeKeys = true }: PersonChange,
): Promise<Result<Person>> {
  const { database } = runtime;
  const person = await readPerson(runtime, id);
  if (!person.ok) return person;
  // An admin who was deactivated and comes back becomes one too.
  const isOther =
    (role ?? person.data.role) !== person.data.role || (active === true && person.data.state !== "active");
  const isRaised = isOther && isSensitiveRole(role ?? person.data.role);
  const recent = isRaised ? await requireRecentSignIn(runtime, actor) : ok(null);
  if (!recent.ok) return recent;
  if (person.data.state === "invited") {
    if (active !== undefined) return fail("conflict", "An invitation is not an account yet: withdraw it instead");
    if (role !== undefined && !(await changeInvitation(database, actor, { id, role }, runtime.now())))
      return notFound();
    return readPerson(runtime, id);
  }
  const changed = await changePersonRow(
    database,
    actor,
    id,
    { role, isActive: active, revokeKeys: revokeKeys ? keyRolesBeyond({ role, active }) : [] },
    runtime.now(),
  );
  return changed.ok ? readPerson(runtime, id) : changed;
}

/** An account is deactivated (what they did stays theirs), an invitation is withdrawn. */
export async function removePerson(runtime: Store, actor: Actor, id: string): Promise<Result<null>> {
  const person = await readPerson(runtime, id);
  if (!person.ok) return person;
  if (person.data.state !== "invited") {
    const gone = { isActive: false, revokeKeys: keyRolesBeyond({ active: false }) };
    return changePersonRow(runtime.database, actor, id, gone, runtime.now());
  }
  return (await withdrawInvitation(runtime.database, actor, id, runtime.now())) ? ok(null) : notFound();
}

/** A new link, the one before works no longer: to the account of an invitation, or to a new password. */
export async function makeLink(runtime: Store, actor: By, id: string): Promise<Result<PersonLink>> {
  const person = await readPerson(runtime, id);
  if (!person.ok) return person;
  const { email, role, state, hasPassword } = person.data;
  if (state === "invited") {
    const recent = isSensitiveRole(role) ? await requireRecentSignIn(runtime, actor) : ok(null);
    if (!recent.ok) return recent;
    const { link, expiresAt } = await invite(runtime, actor, { email, role, id });
    return ok({ link, expiresAt, kind: "invitation" });
  }
  if (isOwn(actor, id)) {
    return fail("conflict", "This is your own account: change the password there, where the present one is asked for");
  }
  if (state === "deactivated") return fail("conflict", `${email} is deactivated: reactivate the account first`);
  if (!hasPassword || !runtime.settings.signIn.hasPasswords) {
    return fail("conflict", `${email} signs in through the OpenID Connect provider and has no password here`);
  }
  const recent = await requireRecentSignIn(runtime, actor);
  if (!recent.ok) return recent;
  const { token, hash } = newToken();
  const expiresAt = new Date(runtime.now().getTime() + tokenLifeMs);
  await insertToken(runtime.database, actor, { hash, kind: "reset", email, role, expiresAt }, runtime.now());
  const link = setupLink(runtime.settings.origin, token);
  return ok({ link, expiresAt: expiresAt.toISOString(), kind: "password" });
}

/** For somebody who lost app and recovery codes: the password alone signs in again. */
export async function resetTwoFactor(runtime: Store, actor: By, id: string): Promise<Result<Person>> {
  const person = await readPerson(runtime, id);
  if (!person.ok) return person;
  const { email, hasTwoFactor } = person.data;
  if (isOwn(actor, id)) {
    return fail("conflict", "This is your own account: turn it off there, where password and code are asked for");
  }
  if (!hasTwoFactor) return fail("conflict", `${email} has no two-factor sign-in`);
  const recent = await requireRecentSignIn(runtime, actor);
  if (!recent.ok) return recent;
  await removeTwoFactor(runtime.database, actor, { id, email }, runtime.now());
  return readPerson(runtime, id);
}

/** API keys that may do more than their maker may from now on. An ingest key stays: applications send with it. */
function keyRolesBeyond({ role, active }: PersonChange): KeyRole[] {
  const all = keyRoles.filter((one) => !opensReceiver(one));
  if (active === false) return all;
  return role === undefined ? [] : all.filter((one) => !mayGrant(role, one));
}

/** A session that was left open is no owner: it gets around no question for the password. */
function isOwn(actor: Actor, id: string): boolean {
  return actor.kind === "user" && actor.id === id;
}

function personOf({ createdAt, deactivatedAt, role, ...person }: PersonRecord): Person {
  const state = deactivatedAt === null ? "active" : "deactivated";
  return { ...person, role: z.enum(roles).parse(role), state, since: createdAt, expiresAt: null };
}

function invitedOf({ id, email, role, createdAt, expiresAt }: TokenRecord): Person {
  return {
    id,
    email: email ?? "",
    role: z.enum(roles).parse(role),
    state: "invited",
    since: createdAt,
    lastSeenAt: null,
    hasTwoFactor: false,
    hasPassword: false,
    expiresAt,
  };
}

function notFound(): Result<never> {
  return fail("not_found", "There is no such person");
}
