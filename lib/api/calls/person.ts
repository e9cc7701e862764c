// Calls about people: who has an account or an invitation.
import type { Call } from "#lib/api/call";
import { listOf } from "#lib/api/call";
import { Invitation, InvitedPerson, Person, PersonChange, PersonLink } from "#lib/person";

export const personSchemas = {
  Person,
  PersonList: listOf(Person),
  Invitation,
  InvitedPerson,
  PersonChange,
  PersonLink,
};

export const personCalls: Call<keyof typeof personSchemas>[] = [
  {
    method: "get",
    path: "/people",
    summary: "Everybody with an account or an invitation",
    status: 200,
    answer: "PersonList",
    errors: [],
  },
  {
    method: "post",
    path: "/people",
    actions: ["person.invite"],
    summary: "Invite somebody: the answer has the link, good once, for 7 days",
    body: "Invitation",
    status: 201,
    answer: "InvitedPerson",
    errors: [409, 413, 422, 428],
  },
  {
    method: "get",
    path: "/people/{id}",
    summary: "One person",
    status: 200,
    answer: "Person",
    errors: [404],
  },
  {
    method: "patch",
    path: "/people/{id}",
    actions: ["person.change"],
    summary: "Change the role, deactivate (ends every session at once) or reactivate",
    body: "PersonChange",
    status: 200,
    answer: "Person",
    errors: [404, 409, 413, 422, 428],
  },
  {
    method: "delete",
    path: "/people/{id}",
    actions: ["person.remove"],
    summary: "Deactivate an account, withdraw an invitation",
    status: 204,
    errors: [404, 409],
  },
  {
    method: "post",
    path: "/people/{id}/link",
    actions: ["person.link"],
    summary: "A new link, good once, for 7 days: of an invitation, or to a new password",
    status: 201,
    answer: "PersonLink",
    errors: [404, 409, 428],
  },
  {
    method: "delete",
    path: "/people/{id}/two-factor",
    actions: ["person.reset_two_factor"],
    summary: "Turn off the two-factor sign-in of somebody who lost it",
    status: 200,
    answer: "Person",
    errors: [404, 409, 428],
  },
];
