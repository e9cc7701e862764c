// What a person is to the others: an account, or an invitation to one. Pure; knows no password and no link.
import * as z from "zod";
import { roles } from "#lib/auth/permissions";

export const Person = z.strictObject({
  id: z.string(),
  email: z.string(),
  role: z.enum(roles),
  state: z.enum(["active", "deactivated", "invited"]),
  /** Since when there is the account, or the latest link of the invitation. */
  since: z.string(),
  /** To some minutes; null = never. */
  lastSeenAt: z.string().nullable(),
  hasTwoFactor: z.boolean(),
  /** False: signs in through the OpenID Connect provider alone, which also gives the role. */
  hasPassword: z.boolean(),
  /** Of the invitation; null for accounts. */
  expiresAt: z.string().nullable(),
});
export type Person = z.output<typeof Person>;

export const Invitation = z.strictObject({ email: z.string(), role: z.enum(roles) });
export type Invitation = z.output<typeof Invitation>;

/** What is absent stays. An invitation has a role alone. */
export const PersonChange = z.strictObject({
  role: z.enum(roles).optional(),
  active: z.boolean().optional(),
  /** Absent = true: API keys of their making that may do more than they may from now on end with it. Ingest keys stay. */
  revokeKeys: z.boolean().optional(),
});
export type PersonChange = z.output<typeof PersonChange>;

/** A key of somebody's making, as it matters when they are let go. */
export type MadeKey = {
  name: string;
  isIngest: boolean;
  /** Roles that may not make it. */
  tooMuchFor: readonly Person["role"][];
};

/** Works once, until then. Told once. */
export const PersonLink = z.strictObject({
  link: z.string(),
  expiresAt: z.string(),
  /** What it is for: an account, or a new password. */
  kind: z.enum(["invitation", "password"]),
});
export type PersonLink = z.output<typeof PersonLink>;

export const InvitedPerson = Person.extend({ link: z.string() });
export type InvitedPerson = z.output<typeof InvitedPerson>;
