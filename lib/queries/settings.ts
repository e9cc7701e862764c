// What the settings page shows: how this instance was started, and what people set there. Never a secret.
import { readSettingsRow, savedSettingsOf } from "#lib/db/settings";
import type { Targets } from "#lib/destination/targets";
import type { ProvisionedParts } from "#lib/provisioned";
import { runtime } from "#lib/runtime";
import type { Names, SavedSettings, SavedWebhook } from "#lib/settings";
import manifest from "#package.json" with { type: "json" };

export type SettingsView = {
  origin: string;
  dataDirectory: string;
  database: "sqlite" | "postgres";
  targets: Targets;
  hasApiKey: boolean;
  version: string;
  names: Names;
  webhooks: SavedWebhook[];
  auditDays: number | null;
  /** Parts that the configuration file keeps. */
  provisioned: ProvisionedParts;
};

export async function readSettings(): Promise<SettingsView> {
  const { settings } = await runtime();
  const { names, webhooks, auditDays, provisioned } = await readSavedSettings();
  return {
    origin: settings.origin,
    dataDirectory: settings.dataDirectory,
    database: settings.databaseUrl === null ? "sqlite" : "postgres",
    targets: settings.targets,
    hasApiKey: settings.apiKey !== null,
    version: manifest.version,
    names,
    webhooks,
    auditDays,
    provisioned,
  };
}

/** What is wrong with the configuration file, in lines; none while it is right. */
export async function readFileProblems(): Promise<readonly string[]> {
  return (await runtime()).provisioning.problems;
}

/** As the API reads it back, with the revision that a write is based on. */
export async function readSavedSettings(): Promise<SavedSettings> {
  const { database, settings } = await runtime();
  return savedSettingsOf(await readSettingsRow(database), settings);
}
