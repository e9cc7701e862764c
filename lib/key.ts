// What a key is, as a program writes it and as everybody reads it back: who made it, what it may do, how far it is used. The key itself
// is in one answer alone, that of its making.
import * as z from "zod";
import { keyRoles } from "#lib/auth/permissions";
import { Counts } from "#lib/destination/delivery";
import { Author } from "#lib/destination/schema";

export const keyNameMax = 80;

export const KeySubmission = z.strictObject({
  name: z.string(),
  role: z.enum(keyRoles),
  /** null or absent = it does not end by itself. */
  expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
});
export type KeySubmission = z.output<typeof KeySubmission>;

export const SavedKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(keyRoles),
  /** How it begins. */
  prefix: z.string(),
  createdAt: z.string(),
  createdBy: Author,
  expiresAt: z.string().nullable(),
  /** To the minute. */
  lastUsedAt: z.string().nullable(),
  /** Of whoever used it then; null for ingest keys. */
  lastAddress: z.string().nullable(),
  /** What the receiver accepted with it; null for keys that are none of its, and while the engine is away. */
  items: Counts.nullable(),
});
export type SavedKey = z.output<typeof SavedKey>;

export const CreatedKey = SavedKey.extend({ key: z.string() });
export type CreatedKey = z.output<typeof CreatedKey>;
