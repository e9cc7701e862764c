// The story of bringing back a revision of the settings: a new revision, under the checks of any save. Of a webhook the URL that is
// saved now stays where it was entered for the same origin; else it is asked for.
import type { Identity } from "#lib/auth/identity";
import { parseShape } from "#lib/changes/parse-shape";
import { type Edited, overwriteSettings } from "#lib/changes/settings";
import { findRevision } from "#lib/db/revision";
import { sealWebhook } from "#lib/db/sealed-webhook";
import { readSettingsRow, type StoredSettings } from "#lib/db/settings";
import { fieldsOf, type Problem } from "#lib/destination/problem";
import { RestoreSubmission } from "#lib/destination/revision";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";
import { checkAuditDays, checkNames, checkWebhooks, type SavedSettings } from "#lib/settings";
import {
  describeSettingsRestoration,
  type KeptSettings,
  keptSettings,
  type SettingsRestoration,
  urlPath,
  urlsToEnter,
} from "#lib/settings-revision";

/** `target.revision`: the one that the writer saw as the current one; "any" restores over whatever is there. */
export async function restoreSettings(
  runtime: Runtime,
  identity: Identity,
  { revision, from }: { revision: number | "any"; from: number },
  submitted: unknown,
  message: string | null = null,
): Promise<Result<SavedSettings>> {
  const parsed = parseShape(RestoreSubmission, submitted);
  if (!parsed.ok) return parsed;
  const [record, old] = await Promise.all([readSettingsRow(runtime.database), findOld(runtime, from)]);
  if (old === null) return noRevision();
  if (record.revision === from) {
    return fail("invalid", `Revision ${from} is the current one: there is nothing to restore`);
  }
  const given = new Map((parsed.data.secrets ?? []).map(({ path, value }) => [path, value]));
  const edit = ({ settings }: { settings: StoredSettings }) => restored(runtime, old, settings, given);
  return overwriteSettings(runtime, identity, revision, edit, { message, restored: from });
}

/** What it would change, before anybody does it. */
export async function planSettingsRestoration(runtime: Runtime, from: number): Promise<Result<SettingsRestoration>> {
  const [record, old] = await Promise.all([readSettingsRow(runtime.database), findOld(runtime, from)]);
  if (old === null) return noRevision();
  const { names, webhooks, auditDays } = record.settings;
  const problems = fieldsOf(valueProblems(old, new Map()));
  const described = describeSettingsRestoration(old, { names, webhooks, auditDays });
  return ok({ revision: from, current: record.revision, ...described, problems });
}

function restored(
  runtime: Runtime,
  old: KeptSettings,
  current: StoredSettings,
  given: ReadonlyMap<string, string>,
): Edited {
  const missing = urlsToEnter(old, current).filter(({ path }) => !given.has(path));
  const problems = [...missing, ...valueProblems(old, given), ...strangeIn(old, given)];
  const webhooks = old.webhooks.flatMap(({ origin: _, ...webhook }, index) => {
    const url = given.get(urlPath(index));
    // One that is not right is a problem already, and is not stored.
    if (url !== undefined) return URL.canParse(url) ? [sealWebhook(runtime, webhook, url)] : [];
    const now = current.webhooks.find(({ id }) => id === webhook.id);
    return now === undefined ? [] : [{ ...now, ...webhook }];
  });
  return { settings: { ...old, webhooks }, problems };
}

function valueProblems(old: KeptSettings, given: ReadonlyMap<string, string>): Problem[] {
  const webhooks = old.webhooks.map(({ origin: _, ...webhook }, index) => ({
    ...webhook,
    url: given.get(urlPath(index)) ?? null,
  }));
  return [...checkNames(old.names), ...checkWebhooks(webhooks), ...checkAuditDays(old.auditDays)];
}

function strangeIn({ webhooks }: KeptSettings, given: ReadonlyMap<string, string>): Problem[] {
  const places = new Set(webhooks.map((_, index) => urlPath(index)));
  return [...given.keys()].flatMap((path, index): Problem[] => {
    if (places.has(path)) return [];
    const message = "The revision has no secret at this path";
    return [{ path: `/secrets/${index}/path`, code: "settings.invalid", message, fix: null }];
  });
}

async function findOld({ database }: Runtime, revision: number): Promise<KeptSettings | null> {
  const row = await findRevision(database.kysely, { kind: "settings", id: "settings" }, revision);
  return row === null ? null : keptSettings(row.body);
}

function noRevision(): Result<never> {
  return fail("not_found", "The settings have no such revision, or it is not kept any more");
}
