"use server";
// Who has an account, and what they may do.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import { actorOf } from "#lib/auth/identity";
import * as change from "#lib/changes/people";
import { Invitation, PersonChange } from "#lib/person";

const Which = z.strictObject({ id: z.string() });

/** Answers with the link: the only time it is told. */
export const invitePerson = defineAction(
  { name: "person.invite", permission: "person:write", input: Invitation },
  (invitation, { runtime, identity }) => change.addPerson(runtime, identity, invitation),
);

/** Role, or whether they may sign in. */
export const changePerson = defineAction(
  { name: "person.change", permission: "person:write", input: PersonChange.extend(Which.shape) },
  ({ id, ...changed }, { runtime, identity }) => change.changePerson(runtime, identity, id, changed),
);

/** Withdraws an invitation; deactivates an account. */
export const removePerson = defineAction(
  { name: "person.remove", permission: "person:write", input: Which },
  ({ id }, { runtime, identity }) => change.removePerson(runtime, actorOf(identity), id),
);

/** A new link, told once: to the account of an invitation, or to a new password. */
export const makeLink = defineAction(
  { name: "person.link", permission: "person:write", input: Which },
  ({ id }, { runtime, identity }) => change.makeLink(runtime, identity, id),
);

export const resetTwoFactor = defineAction(
  { name: "person.reset_two_factor", permission: "person:write", input: Which },
  ({ id }, { runtime, identity }) => change.resetTwoFactor(runtime, identity, id),
);
