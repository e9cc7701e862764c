// What pages and the API are given of the presets: a line of each to choose from, one record when it was chosen.
import * as z from "zod";
import { Preset } from "#lib/preset/preset";
import { allPatterns } from "#lib/preset/recognise";
import { presetOf, presets } from "#lib/preset/records";

const PresetLine = z.strictObject({
  id: z.string(),
  name: z.string(),
  mark: z.string(),
  kind: z.enum(["hosted", "own"]),
  /** Its place among those that are shown first; null for the others. */
  featured: z.int().nullable(),
  line: z.string(),
});
export type PresetLine = z.output<typeof PresetLine>;

const Pattern = z.strictObject({
  id: z.string(),
  source: z.string(),
  variables: z.array(z.string()),
  plan: z.string().optional(),
  isUrl: z.literal(true).optional(),
});

export const PresetList = z.strictObject({
  items: z.array(PresetLine),
  /** Regular expressions of the URLs that are a vendor's own. */
  patterns: z.array(Pattern),
});
export type PresetList = z.output<typeof PresetList>;

export const ChosenPreset = z.strictObject({ preset: Preset, patterns: z.array(Pattern) });
export type ChosenPreset = z.output<typeof ChosenPreset>;

/** Those that are shown first in their order, then the others by name. */
export function presetLines(): PresetLine[] {
  const last = presets().length;
  return presets()
    .map(({ id, name, mark, kind, featured, line }) => ({ id, name, mark, kind, featured: featured ?? null, line }))
    .sort((a, b) => (a.featured ?? last) - (b.featured ?? last) || a.name.localeCompare(b.name, "en"));
}

export function presetList(): PresetList {
  return { items: presetLines(), patterns: [...allPatterns()] };
}

export function chosenPreset(id: string): ChosenPreset | null {
  const preset = presetOf(id);
  return preset && { preset, patterns: allPatterns().filter((pattern) => pattern.id === id) };
}
