// Which backends a search means: every word is in the name or in the line below it. Pure.
import type { PresetLine } from "#lib/preset/listed";

export const presetKinds = [
  { kind: "hosted", title: "Hosted" },
  { kind: "own", title: "Your own servers" },
] as const;

export function findPresets(lines: readonly PresetLine[], search: string): PresetLine[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ name, line, id }: PresetLine) => `${name} ${line} ${id}`.toLowerCase();
  return lines.filter((line) => words.every((word) => text(line).includes(word)));
}
