// The records of presets.json, for the server: a page never loads them.
import * as z from "zod";
import { Preset } from "#lib/preset/preset";
import records from "#lib/preset/presets.json" with { type: "json" };

let read: readonly Preset[] | null = null;

/** All of them; parsed when they are first asked for. */
export function presets(): readonly Preset[] {
  read ??= z.array(Preset).parse(records);
  return read;
}

export function presetOf(id: string): Preset | null {
  return presets().find((preset) => preset.id === id) ?? null;
}
