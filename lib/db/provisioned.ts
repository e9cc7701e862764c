// The marks of what a configuration file keeps, where nothing else of the row changes: no revision comes of it.
import type { Database } from "#lib/db/client";
import type { Mark, SettingsMarks } from "#lib/provisioned";

export async function markDestination(database: Database, id: string, mark: Mark | null): Promise<void> {
  await database.kysely
    .updateTable("destination")
    .set({ provisioned: stored(mark) })
    .where("id", "=", id)
    .execute();
}

export async function markSecret(database: Database, name: string, mark: Mark | null): Promise<void> {
  await database.kysely
    .updateTable("secret")
    .set({ provisioned: stored(mark) })
    .where("name", "=", name)
    .execute();
}

export async function markSettings(database: Database, marks: SettingsMarks): Promise<void> {
  const provisioned = Object.keys(marks).length === 0 ? null : JSON.stringify(marks);
  await database.kysely.updateTable("settings").set({ provisioned }).execute();
}

function stored(mark: Mark | null): string | null {
  return mark && JSON.stringify(mark);
}
