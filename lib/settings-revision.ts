// Revisions of the instance's settings as they are read: who changed what of them. Pure; the URL of a webhook is no part of it.
import * as z from "zod";
import type { Problem } from "#lib/destination/problem";
import { FieldDifference, Restoration, Revision } from "#lib/destination/revision";
import { AuditDays, NamesSubmission, SavedWebhook } from "#lib/settings";

/** A webhook without its URL. */
export const KeptWebhook = SavedWebhook.omit({ url: true });

/** As a revision keeps them; the row adds the sealed URLs to it. */
export const KeptSettings = z.strictObject({
  names: NamesSubmission,
  webhooks: z.array(KeptWebhook),
  /** Absent in what an older Outspan wrote. */
  auditDays: AuditDays.default(null),
});
export type KeptSettings = z.output<typeof KeptSettings>;

/** `changes` null: the one before is not kept. */
export const SettingsRevision = Revision.extend({ changes: z.array(FieldDifference).nullable() });
export type SettingsRevision = z.output<typeof SettingsRevision>;

/** `warnings`: what it does that nobody can take back. */
export const SettingsRestoration = Restoration.extend({ warnings: z.array(z.string()) });
export type SettingsRestoration = z.output<typeof SettingsRestoration>;

/** `entered`: of each webhook's id the revision in which its URL was entered. */
export type SettingsState = { settings: KeptSettings; entered: Record<string, number> };

export function keptSettings(body: string): KeptSettings {
  return KeptSettings.parse(JSON.parse(body));
}

export type SettingsDifferences = { items: z.output<typeof FieldDifference>[]; unchanged: number };

/** `from` null: all that `to` sets. */
export function compareSettings(from: SettingsState | null, to: SettingsState): SettingsDifferences {
  const after = fieldsOf(to);
  if (from === null) {
    return {
      items: [...after].map(([path, { label, shown }]) => ({ path, label, from: null, to: shown })),
      unchanged: 0,
    };
  }
  const items = settingsDifferences(from, to);
  return { items, unchanged: after.size - items.filter(({ path }) => after.has(path)).length };
}

/** A webhook's saved URL comes back with a revision only where it was entered for the same origin; the others are to be entered. */
export function urlsToEnter(old: KeptSettings, current: Pick<KeptSettings, "webhooks">): Problem[] {
  return old.webhooks.flatMap(({ id, origin }, index): Problem[] => {
    const now = current.webhooks.find((one) => one.id === id);
    if (now?.origin === origin) return [];
    const message =
      now === undefined
        ? "No URL is saved for this webhook: enter it"
        : `The saved URL is one of ${now.origin}, this revision's is one of ${origin}: enter it`;
    return [{ path: urlPath(index), code: "secret.enter_again", message, fix: null }];
  });
}

export function urlPath(index: number): string {
  return `/webhooks/${index}/url`;
}

/** What restoring `old` over `current` changes; the URLs that are kept are those of now. */
export function describeSettingsRestoration(
  old: KeptSettings,
  current: KeptSettings,
): Omit<SettingsRestoration, "revision" | "current" | "problems"> {
  const missing = new Map(urlsToEnter(old, current).map(({ path, message }) => [path, message]));
  const secrets = old.webhooks.flatMap(({ id, name, origin }, index) => {
    const message = missing.get(urlPath(index));
    const now = current.webhooks.find((one) => one.id === id);
    const savedFor = now === undefined ? null : new URL(now.origin).host;
    const host = new URL(origin).host;
    return message === undefined ? [] : [{ path: urlPath(index), label: `URL of ${name}`, host, savedFor, message }];
  });
  const { auditDays } = old;
  const isShorter = auditDays !== null && (current.auditDays === null || auditDays < current.auditDays);
  const warnings = isShorter
    ? [`Audit entries older than ${auditDays} days are removed for good within the hour.`]
    : [];
  const state = (settings: KeptSettings) => ({ settings, entered: {} });
  return { ...compareSettings(state(current), state(old)), secrets, warnings };
}

/** In the words of the page; a URL reads no more than that it was entered anew. */
export function settingsDifferences(from: SettingsState, to: SettingsState): z.output<typeof FieldDifference>[] {
  const before = fieldsOf(from);
  const after = fieldsOf(to);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old?.shown === now?.shown && old?.since === now?.since) return [];
    const label = now?.label ?? old?.label ?? path;
    const isUrlAlone = old !== undefined && old.shown === now?.shown;
    return [{ path, label, from: old?.shown ?? null, to: isUrlAlone ? "another URL" : (now?.shown ?? null) }];
  });
}

type Field = { label: string; shown: string; since?: number };

const nameLabels = { namespace: "Namespace", environment: "Environment", workspace: "Workspace" } as const;

function fieldsOf({ settings: { names, webhooks, auditDays }, entered }: SettingsState): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const key of ["namespace", "environment", "workspace"] as const) {
    const shown = names[key];
    if (shown !== undefined) fields.set(`/names/${key}`, { label: nameLabels[key], shown });
  }
  for (const { id, name, format, origin } of webhooks) {
    const shown = `${name}, ${format === "slack" ? "Slack" : "JSON"}, ${origin}`;
    fields.set(`/webhooks/${id}`, {
      label: "Webhook",
      shown,
      since: Object.hasOwn(entered, id) ? (entered[id] ?? 0) : 0,
    });
  }
  const shown = auditDays === null ? "for ever" : `${auditDays} days`;
  return fields.set("/auditDays", { label: "Audit is kept", shown });
}
