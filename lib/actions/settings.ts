"use server";
// What a page may do to the settings of the instance. Every export is a public POST endpoint: one line each around a change.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import { readMessage } from "#lib/changes/revision-message";
import * as change from "#lib/changes/settings";
import { restoreSettings as restore } from "#lib/changes/settings-restore";
import { GivenSecret } from "#lib/destination/revision";
import type { NamesSubmission, WebhookSubmission } from "#lib/settings";

// The nouns themselves are parsed by the change, so that its pointers (/names/namespace, /webhooks/0/url) are the API's.
const Named = z.custom<NamesSubmission>(() => true);
const Listed = z.custom<WebhookSubmission[]>(() => true);

/** An absent name is the default. */
export const saveNames = defineAction(
  { name: "settings.names", permission: "settings:write", input: z.strictObject({ names: Named }) },
  async ({ names }, { identity, runtime }) => change.saveNames(runtime, identity, names),
);

/** All webhooks as they shall be; `url: null` keeps the saved one. */
export const saveWebhooks = defineAction(
  { name: "settings.webhooks", permission: "settings:write", input: z.strictObject({ webhooks: Listed }) },
  async ({ webhooks }, { identity, runtime }) => change.saveWebhooks(runtime, identity, webhooks),
);

/** How long rows are kept; null = for ever. */
export const saveAuditDays = defineAction(
  {
    name: "settings.audit",
    permission: "settings:write",
    input: z.strictObject({ auditDays: z.number().nullable() }),
  },
  async ({ auditDays }, { identity, runtime }) => change.saveAuditDays(runtime, identity, auditDays),
);

const Restore = z.strictObject({
  /** The current one, as the page showed it. */
  revision: z.int(),
  from: z.int().min(1).max(999_999_999),
  /** URLs of webhooks that are not kept. */
  secrets: z.array(GivenSecret),
  message: z.string().optional(),
});

export const restoreSettings = defineAction(
  { name: "settings.restore", permission: "settings:write", input: Restore },
  async ({ revision, from, secrets, message }, { identity, runtime }) => {
    const why = readMessage(message);
    return why.ok ? restore(runtime, identity, { revision, from }, { secrets }, why.data) : why;
  },
);

/** A saved one. `accepted` false is an answer too: `message` is what its receiver said. */
export const testWebhook = defineAction(
  {
    name: "settings.webhook_test",
    permission: "settings:write",
    input: z.strictObject({ id: z.string().max(64) }),
  },
  async ({ id }, { runtime, identity }) => change.testWebhook(runtime, identity, id),
);
