"use server";
// What a page may do to keys. Every export is a public POST endpoint: one line each around a change.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import * as change from "#lib/changes/key";
import type { KeySubmission } from "#lib/key";

// Parsed by the change, so that its pointers are the API's.
const Submitted = z.custom<KeySubmission>(() => true);

/** The key is in this one answer. */
export const createKey = defineAction(
  { name: "key.create", permission: "key:write", input: Submitted },
  async (submission, { identity, runtime }) => change.createKey(runtime, identity, submission),
);

export const revokeKey = defineAction(
  { name: "key.revoke", permission: "key:write", input: z.strictObject({ id: z.string().max(64) }) },
  async ({ id }, { identity, runtime }) => change.revokeKey(runtime, identity, id),
);
