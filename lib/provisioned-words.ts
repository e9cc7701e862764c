// How a page says that a configuration file keeps something. Small and by itself: pages need it without the schema.
import type { Provisioned } from "#lib/provisioned";

/** "outspan.yaml, line 12". */
export function placeOf({ file, line }: Provisioned): string {
  return `${file}, line ${line}`;
}

/** Why it may not be changed here; undefined where it may. */
export function heldWords(provisioned: Provisioned | null | undefined): string | undefined {
  return provisioned ? `Provisioned from ${placeOf(provisioned)}` : undefined;
}
