"use server";
// What a page may do to named secrets. Every export is a public POST endpoint: one line each around a change.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import { readMessage } from "#lib/changes/revision-message";
import * as change from "#lib/changes/secret";
import type { SecretReplacement, SecretSubmission } from "#lib/destination/named-secret";

const Name = z.string().max(64);

// The noun itself is parsed by the change, so that its pointers start at the noun.
const Submitted = z.custom<SecretSubmission>(() => true);
const Replaced = z.custom<SecretReplacement>(() => true);

export const createSecret = defineAction(
  { name: "secret.create", permission: "secret:write", input: z.strictObject({ secret: Submitted }) },
  async ({ secret }, { identity, runtime }) => change.createSecret(runtime, identity, secret),
);

/** `null` keeps a value. */
export const saveSecret = defineAction(
  {
    name: "secret.save",
    permission: "secret:write",
    input: z.strictObject({ name: Name, revision: z.int(), secret: Replaced, message: z.string().optional() }),
  },
  async ({ name, revision, secret, message }, { identity, runtime }) => {
    const why = readMessage(message);
    return why.ok ? change.saveSecret(runtime, identity, { name, revision }, secret, why.data) : why;
  },
);

export const deleteSecret = defineAction(
  { name: "secret.delete", permission: "secret:write", input: z.strictObject({ name: Name }) },
  async ({ name }, { identity, runtime }) => change.deleteSecret(runtime, identity, { name, revision: "any" }),
);
