// A saved destination as the settings of another program. No secret is opened for it: where one was stands a placeholder.
import { knownSecrets } from "#lib/changes/named-secrets";
import { secretNamesIn } from "#lib/destination/named-secret-use";
import type { SavedDestination } from "#lib/destination/schema";
import type { Exported } from "#lib/format/exported";
import type { ExportFormat } from "#lib/format/format";
import { writeDestination } from "#lib/format/write";
import { runtime } from "#lib/runtime";

export async function exportDestination(saved: SavedDestination, format: ExportFormat): Promise<Exported | null> {
  const names = secretNamesIn(saved);
  const secrets = names.length === 0 ? [] : await knownSecrets(await runtime());
  return writeDestination(
    saved,
    secrets.filter(({ name }) => names.includes(name)),
    format,
  );
}
