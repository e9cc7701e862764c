// The one row of the instance's settings: a JSON body with a revision. The URL of a webhook is in it sealed; this file
// cannot open it.
import * as z from "zod";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import type { RevisionChange } from "#lib/db/destination";
import { appendRevision } from "#lib/db/revision";
import { provisionedPartsOf, type SettingsMarks, settingsMarksOf } from "#lib/provisioned";
import { fail, ok, type Result } from "#lib/result";
import { type NamesOfEnvironment, namesOf, type SavedSettings } from "#lib/settings";
import { KeptSettings, KeptWebhook } from "#lib/settings-revision";

const StoredWebhook = KeptWebhook.extend({ sealedUrl: z.string() });
export type StoredWebhook = z.output<typeof StoredWebhook>;

const StoredSettings = KeptSettings.extend({ webhooks: z.array(StoredWebhook) });
export type StoredSettings = z.output<typeof StoredSettings>;

export function storedSettingsOf(body: string): StoredSettings {
  return StoredSettings.parse(JSON.parse(body));
}

export type SettingsRecord = { settings: StoredSettings; revision: number; updatedAt: string; marks: SettingsMarks };

export async function readSettingsRow(database: Database): Promise<SettingsRecord> {
  const row = await database.kysely.selectFrom("settings").selectAll().executeTakeFirstOrThrow();
  return recordOf(row);
}

/** Writes the next revision; a conflict where `revision` is not the one stored. */
export function updateSettings(
  database: Database,
  actor: Actor,
  revision: number,
  settings: StoredSettings,
  change: RevisionChange,
  now: Date,
): Promise<Result<SettingsRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<SettingsRecord>> => {
    const row = await transaction
      .updateTable("settings")
      .set({ body: JSON.stringify(settings), revision: revision + 1, updatedAt: now.toISOString() })
      .where("revision", "=", revision)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return fail("conflict", "Somebody else saved the settings in the meantime");
    const made = { ...change, revision: row.revision, body: withoutUrls(settings) };
    await appendRevision(transaction, actor, now, { kind: "settings", id: "settings" }, made);
    await appendAudit(transaction, actor, now, {
      ...{ action: change.action, fields: change.fields, outcome: "done" },
      noun: { kind: "settings", id: null, name: null },
      detail: { revision: row.revision, ...(change.restored !== undefined && { from: change.restored }) },
    });
    return ok(recordOf(row));
  });
}

/** A sealed URL is no part of the history. */
function withoutUrls(settings: StoredSettings): string {
  return JSON.stringify({ ...settings, webhooks: settings.webhooks.map(({ sealedUrl: _, ...webhook }) => webhook) });
}

type Row = { body: string; revision: number; updatedAt: string; provisioned: string | null };

function recordOf({ body, revision, updatedAt, provisioned }: Row): SettingsRecord {
  return { settings: storedSettingsOf(body), revision, updatedAt, marks: settingsMarksOf(provisioned) };
}

/** As it is read back: URLs null, names filled in. */
export function savedSettingsOf(record: SettingsRecord, environment: NamesOfEnvironment): SavedSettings {
  const { settings, revision, updatedAt, marks } = record;
  const webhooks = settings.webhooks.map(({ sealedUrl: _, ...webhook }) => ({ ...webhook, url: null }));
  const { auditDays } = settings;
  const names = namesOf(settings.names, environment);
  return { names, webhooks, auditDays, revision, updatedAt, provisioned: provisionedPartsOf(marks) };
}
