// The story of each write of the instance's settings, whoever asked. The URL of a webhook is a secret: it is stored sealed and
// never read back; null written means keep.
import { randomUUID } from "node:crypto";
import type { AuditAction } from "#lib/audit/action";
import { actorOf, type Identity } from "#lib/auth/identity";
import { changedFields } from "#lib/changes/changed-fields";
import { parseShape } from "#lib/changes/parse-shape";
import { appendAudit } from "#lib/db/audit";
import { openWebhook, sealWebhook } from "#lib/db/sealed-webhook";
import {
  readSettingsRow,
  type SettingsRecord,
  type StoredSettings,
  savedSettingsOf,
  updateSettings,
} from "#lib/db/settings";
import { fieldsOf, type Problem } from "#lib/destination/problem";
import { refuseProvisioned, settingsParts } from "#lib/provisioned";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";
import {
  AuditDays,
  checkAuditDays,
  checkNames,
  checkWebhooks,
  NamesSubmission,
  type SavedSettings,
  SettingsSubmission,
  WebhookSubmission,
  type WebhookTested,
} from "#lib/settings";

/** The whole of it. `revision`: the one that the writer saw; "any" overwrites whatever is there. */
export async function saveSettings(
  runtime: Runtime,
  identity: Identity,
  revision: number | "any",
  submitted: unknown,
  message: string | null = null,
): Promise<Result<SavedSettings>> {
  const parsed = parseShape(SettingsSubmission, submitted);
  if (!parsed.ok) return parsed;
  const { names, webhooks, auditDays = null } = parsed.data;
  return overwriteSettings(
    runtime,
    identity,
    revision,
    ({ settings }) => {
      const kept = keepUrls(runtime, settings, webhooks);
      const problems = [
        ...checkNames(names),
        ...checkWebhooks(webhooks),
        ...checkAuditDays(auditDays),
        ...kept.problems,
      ];
      return { settings: { names, webhooks: kept.webhooks, auditDays }, problems };
    },
    { message },
  );
}

/** An absent name is the default. */
export async function saveNames(
  runtime: Runtime,
  identity: Identity,
  submitted: unknown,
): Promise<Result<SavedSettings>> {
  const parsed = parseShape(NamesSubmission, submitted, "/names");
  if (!parsed.ok) return parsed;
  const names = parsed.data;
  return overwriteSettings(runtime, identity, "any", ({ settings }) => ({
    settings: { ...settings, names },
    problems: checkNames(names),
  }));
}

/** All of them: one that is not there any more is removed. */
export async function saveWebhooks(
  runtime: Runtime,
  identity: Identity,
  submitted: unknown,
): Promise<Result<SavedSettings>> {
  const parsed = parseShape(WebhookSubmission.array(), submitted, "/webhooks");
  if (!parsed.ok) return parsed;
  return overwriteSettings(runtime, identity, "any", ({ settings }) => {
    const { webhooks, problems } = keepUrls(runtime, settings, parsed.data);
    return { settings: { ...settings, webhooks }, problems: [...checkWebhooks(parsed.data), ...problems] };
  });
}

/** null = for ever. */
export async function saveAuditDays(
  runtime: Runtime,
  identity: Identity,
  submitted: unknown,
): Promise<Result<SavedSettings>> {
  const parsed = parseShape(AuditDays, submitted, "/auditDays");
  if (!parsed.ok) return parsed;
  const auditDays = parsed.data;
  return overwriteSettings(runtime, identity, "any", ({ settings }) => ({
    settings: { ...settings, auditDays },
    problems: checkAuditDays(auditDays),
  }));
}

/** Sends a test message to a saved one. A receiver that refuses is an answer, not an error. */
export async function testWebhook(runtime: Runtime, identity: Identity, id: string): Promise<Result<WebhookTested>> {
  const { settings } = await readSettingsRow(runtime.database);
  const webhook = settings.webhooks.find((one) => one.id === id);
  if (webhook === undefined) return fail("not_found", "There is no such webhook");
  const url = openWebhook(runtime, webhook);
  if (url === null) return fail("conflict", "The saved URL cannot be read any more: enter it again");
  const tested = await runtime.engine.client.testWebhook({ url, format: webhook.format });
  // Only once it was tried: it goes out to somebody else's machine, and nothing here changes with it.
  await appendAudit(runtime.database.kysely, actorOf(identity), runtime.now(), {
    action: "webhook.test",
    noun: { kind: "webhook", id, name: webhook.name },
    outcome: tested.ok ? "done" : "asked",
    fields: [],
    detail: { target: webhook.origin, ...(tested.ok && { verdict: tested.data.accepted ? "accepted" : "refused" }) },
  });
  return tested;
}

export type Edited = { settings: StoredSettings; problems: Problem[] };

type Why = { message?: string | null; restored?: number };

/** Reads, lets `edit` decide, writes the next revision. "any" tries again when somebody else was faster. */
export async function overwriteSettings(
  runtime: Runtime,
  identity: Identity,
  revision: number | "any",
  edit: (record: SettingsRecord) => Edited,
  { message = null, restored }: Why = {},
): Promise<Result<SavedSettings>> {
  const { database, now } = runtime;
  for (;;) {
    const record = await readSettingsRow(database);
    const { settings, problems } = edit(record);
    if (problems.length > 0) return invalid(problems);
    if (revision !== "any" && revision !== record.revision) {
      return fail("conflict", `Somebody else saved the settings in the meantime (revision ${record.revision})`);
    }
    const fields = changedFields(shown(record.settings), shown(settings));
    const held = refuseParts(identity, record, fields);
    if (held !== null) return held;
    const action: AuditAction = restored === undefined ? "settings.save" : "settings.restore";
    const change = { action, fields, message, restored, entered: enteredUrls(settings, record.settings) };
    const written = await updateSettings(database, actorOf(identity), record.revision, settings, change, now());
    if (written.ok) {
      await runtime.engine.reconfigure();
      return ok(savedSettingsOf(written.data, runtime.settings));
    }
    if (written.error.code !== "conflict" || revision !== "any") return written;
  }
}

/** A part that the configuration file keeps stays as it is there. */
function refuseParts(identity: Identity, { marks }: SettingsRecord, fields: readonly string[]): Result<never> | null {
  const part = settingsParts.find((one) => fields.some((field) => field.split("/")[1] === one) && marks[one]);
  return part === undefined ? null : refuseProvisioned(identity, JSON.stringify(marks[part]));
}

/** As the audit names what changed: a URL that was entered is sealed anew, and so differs. */
function shown({ names, webhooks, auditDays }: StoredSettings) {
  return {
    names,
    auditDays,
    webhooks: webhooks.map(({ sealedUrl, origin: _, ...webhook }) => ({ ...webhook, url: sealedUrl })),
  };
}

/** Of each webhook, whether its URL was entered now. */
function enteredUrls({ webhooks }: StoredSettings, before: StoredSettings): Record<string, boolean> {
  const known = new Map(before.webhooks.map(({ id, sealedUrl }) => [id, sealedUrl]));
  return Object.fromEntries(webhooks.map(({ id, sealedUrl }) => [id, known.get(id) !== sealedUrl]));
}

/** Seals what was entered, keeps what is null. A URL that is not right is a problem already, and is not stored. */
function keepUrls(runtime: Runtime, stored: StoredSettings, submitted: readonly WebhookSubmission[]) {
  const problems: Problem[] = [];
  const webhooks = submitted.flatMap(({ id, name, format, url }, index) => {
    const old = stored.webhooks.find((one) => one.id === id);
    if (url !== null) {
      return URL.canParse(url) ? [sealWebhook(runtime, { id: old?.id ?? randomUUID(), name, format }, url)] : [];
    }
    if (old !== undefined) return [{ ...old, name, format }];
    const message = "No URL is saved for this webhook: enter it";
    problems.push({ path: `/webhooks/${index}/url`, code: "secret.enter_again", message, fix: null });
    return [];
  });
  return { webhooks, problems };
}

function invalid(problems: Problem[]): Result<never> {
  const fields = fieldsOf(problems);
  const count = Object.keys(fields).length;
  return fail("invalid", count === 1 ? "One field is not right" : `${count} fields are not right`, { fields });
}
