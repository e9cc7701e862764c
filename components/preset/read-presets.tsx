// Asks Outspan for the presets: the list once a page, one record when it was chosen. null where it does not answer.
import type { ChosenPreset, PresetList } from "#lib/preset/listed";

let list: Promise<PresetList | null> | null = null;

export function readPresetList(): Promise<PresetList | null> {
  list ??= read<PresetList>("/api/v1/presets").then((found) => {
    // Asked for again the next time.
    if (found === null) list = null;
    return found;
  });
  return list;
}

export function readPreset(id: string): Promise<ChosenPreset | null> {
  return read<ChosenPreset>(`/api/v1/presets/${encodeURIComponent(id)}`);
}

async function read<T>(path: string): Promise<T | null> {
  try {
    const response = await fetch(path, { headers: { accept: "application/json" } });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}
