// What a configuration changes of the settings: part by part, so that what the file does not name stays with the console.
import { saveSettings } from "#lib/changes/settings";
import { markSettings } from "#lib/db/provisioned";
import type { Sealer } from "#lib/db/sealed-destination";
import { openWebhook } from "#lib/db/sealed-webhook";
import type { SettingsRecord } from "#lib/db/settings";
import type { ConfigChange } from "#lib/provision/change";
import type { Entries } from "#lib/provision/entries";
import { markFor, type Owner, type Planned, type Step } from "#lib/provision/plan-secrets";
import { type SettingsMarks, type SettingsPart, settingsParts } from "#lib/provisioned";
import { placeOf } from "#lib/provisioned-words";
import type { WebhookSubmission } from "#lib/settings";

export function planSettings(
  sealer: Sealer,
  asked: Entries["settings"],
  record: SettingsRecord,
  owner: Owner,
): Planned {
  const { settings, marks } = record;
  const webhooks = asked.webhooks === undefined ? keptWebhooks(record) : webhooksOf(sealer, asked.webhooks, record);
  const { names = settings.names, auditDays = settings.auditDays } = asked;
  const differences = [
    ...nameDifferences(settings.names, names),
    ...(isSame(webhooks, keptWebhooks(record)) ? [] : [webhookDifference(record, webhooks)]),
    ...(auditDays === settings.auditDays
      ? []
      : [{ label: "Audit kept for", from: days(settings.auditDays), to: days(auditDays) }]),
  ];
  const given = settingsParts.filter((part) => asked[part] !== undefined);
  const held = given.find((part) => owner === null && marks[part] !== undefined);
  const mark = held && marks[held];
  if (mark)
    return { steps: [], problems: [{ path: `/settings/${held}`, message: `It is provisioned from ${placeOf(mark)}` }] };
  const steps: Step[] = [];
  if (differences.length > 0) {
    steps.push({
      change: told("change", differences),
      at: "/settings",
      write: (runtime, by) => saveSettings(runtime, by, "any", { names, webhooks, auditDays }),
    });
  }
  return { steps: owner === null ? steps : [...steps, ...marking(owner, given, marks)], problems: [] };
}

function marking(owner: NonNullable<Owner>, given: readonly SettingsPart[], before: SettingsMarks): Step[] {
  const marks: SettingsMarks = Object.fromEntries(
    given.map((part) => [part, markFor(owner, part, `/settings/${part}`)]),
  );
  if (isSame(marks, before)) return [];
  return [
    {
      change: null,
      at: "/settings",
      async write({ database }) {
        await markSettings(database, marks);
        return { ok: true };
      },
    },
  ];
}

function told(verb: ConfigChange["verb"], differences: ConfigChange["differences"]): ConfigChange {
  return { noun: "settings", name: "", verb, differences };
}

function keptWebhooks({ settings }: SettingsRecord): WebhookSubmission[] {
  return settings.webhooks.map(({ id, name, format }) => ({ id, name, format, url: null }));
}

/** Found again by their names; a URL that is the saved one stays as it was sealed. */
function webhooksOf(
  sealer: Sealer,
  asked: NonNullable<Entries["settings"]["webhooks"]>,
  { settings }: SettingsRecord,
): WebhookSubmission[] {
  return asked.map(({ name, format, url }) => {
    const old = settings.webhooks.find((one) => one.name === name);
    if (old === undefined) return { name, format, url };
    return { id: old.id, name, format, url: openWebhook(sealer, old) === url ? null : url };
  });
}

function webhookDifference({ settings }: SettingsRecord, next: readonly WebhookSubmission[]) {
  const names = (all: readonly { name: string }[]) => all.map(({ name }) => name).join(", ") || null;
  const [from, to] = [names(settings.webhooks), names(next)];
  return { label: "Webhooks", from, to: from === to ? "changed" : to };
}

function nameDifferences(before: Record<string, string | undefined>, after: Record<string, string | undefined>) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const [from, to] = [before[key] ?? null, after[key] ?? null];
    return from === to ? [] : [{ label: `Name of the ${key}`, from, to }];
  });
}

function days(count: number | null): string {
  return count === null ? "ever" : `${count} days`;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
