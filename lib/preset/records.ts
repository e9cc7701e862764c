// The records of presets.json, for the server: a page never loads them.
import type { Preset } from "#lib/preset/preset";
import records from "#lib/preset/presets.json" with { type: "json" };

// Our own file, held against the schema by preset.test.ts: reading it again in every process cost the first probe 100 ms.
const all = records as unknown as readonly Preset[];

export function presets(): readonly Preset[] {
  return all;
}

export function presetOf(id: string): Preset | null {
  return all.find((preset) => preset.id === id) ?? null;
}
