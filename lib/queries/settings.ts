// What the settings page shows of how this instance was started. Never a secret.
import type { Targets } from "#lib/destination/targets";
import { runtime } from "#lib/runtime";
import manifest from "#package.json" with { type: "json" };

export type SettingsView = {
  origin: string;
  dataDirectory: string;
  database: "sqlite" | "postgres";
  targets: Targets;
  hasApiKey: boolean;
  version: string;
};

export async function readSettings(): Promise<SettingsView> {
  const { settings } = await runtime();
  return {
    origin: settings.origin,
    dataDirectory: settings.dataDirectory,
    database: settings.databaseUrl === null ? "sqlite" : "postgres",
    targets: settings.targets,
    hasApiKey: settings.apiKey !== null,
    version: manifest.version,
  };
}
