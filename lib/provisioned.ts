// What says of a thing that a configuration file keeps it: which file, which line. Whoever else would change it is told so. Pure.
import * as z from "zod";
import { placeOf } from "#lib/provisioned-words";
import { fail, type Result } from "#lib/result";

/** As a client reads it. */
export const Provisioned = z.strictObject({ file: z.string(), line: z.int() });
export type Provisioned = z.output<typeof Provisioned>;

/** As it is stored: `key` is what the file calls the thing. */
export const Mark = Provisioned.extend({ key: z.string() });
export type Mark = z.output<typeof Mark>;

export const settingsParts = ["names", "webhooks", "auditDays"] as const;
export type SettingsPart = (typeof settingsParts)[number];

/** Of the settings each part by itself. */
export const SettingsMarks = z.partialRecord(z.enum(settingsParts), Mark);
export type SettingsMarks = z.output<typeof SettingsMarks>;

/** As a client reads them. */
export const ProvisionedParts = z.partialRecord(z.enum(settingsParts), Provisioned);
export type ProvisionedParts = z.output<typeof ProvisionedParts>;

export function markOf(stored: string | null): Mark | null {
  return stored === null ? null : Mark.parse(JSON.parse(stored));
}

export function settingsMarksOf(stored: string | null): SettingsMarks {
  return stored === null ? {} : SettingsMarks.parse(JSON.parse(stored));
}

export function provisionedOf(stored: string | null): Provisioned | null {
  const mark = markOf(stored);
  return mark && { file: mark.file, line: mark.line };
}

export function provisionedPartsOf(marks: SettingsMarks): ProvisionedParts {
  return Object.fromEntries(Object.entries(marks).map(([part, { file, line }]) => [part, { file, line }]));
}

/** What anybody but the file reads who would change it; null: it may. */
export function refuseProvisioned(actor: { kind: string }, stored: string | null): Result<never> | null {
  const mark = markOf(stored);
  if (mark === null || actor.kind === "file") return null;
  return fail("conflict", `Provisioned from ${placeOf(mark)}: change it there`);
}
