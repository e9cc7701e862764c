// Gives drafts what no format says: the backend that their endpoint belongs to, and a name that no other draft has.
import { effectiveConnection } from "#lib/destination/resolve";
import type { UnfinishedDestination } from "#lib/destination/schema";
import { signals } from "#lib/otlp/signal";
import { recognisePreset } from "#lib/preset/recognise";
import { presetOf } from "#lib/preset/records";

/** An empty name is one to be found: the backend's, else the host's. */
export function namedDrafts(drafts: readonly UnfinishedDestination[]): UnfinishedDestination[] {
  const taken = new Set<string>();
  return drafts.map((draft) => {
    const target = signals
      .map((signal) => effectiveConnection(draft, signal)?.target ?? null)
      .find((one) => one !== null);
    const preset = draft.preset ?? (target ? recognisePreset(target.url)?.id : undefined);
    const found = preset === undefined ? target?.host : presetOf(preset)?.name;
    const name = uniqueName(draft.name || found || "Imported", taken);
    taken.add(name);
    return { ...draft, name, ...(preset === undefined ? {} : { preset }) };
  });
}

function uniqueName(base: string, taken: ReadonlySet<string>): string {
  let name = base;
  for (let nth = 2; taken.has(name); nth += 1) name = `${base} ${nth}`;
  return name;
}
