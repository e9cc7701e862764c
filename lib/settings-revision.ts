// Revisions of the instance's settings as they are read: who changed what of them. Pure; the URL of a webhook is no part of it.
import * as z from "zod";
import { FieldDifference, Revision } from "#lib/destination/revision";
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

/** `entered`: of each webhook's id the revision in which its URL was entered. */
export type SettingsState = { settings: KeptSettings; entered: Record<string, number> };

export function keptSettings(body: string): KeptSettings {
  return KeptSettings.parse(JSON.parse(body));
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
