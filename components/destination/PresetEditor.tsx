"use client";
// A new destination that begins with a preset: filled, and whole, from its first paint on.
import type { ChosenPreset } from "#lib/preset/listed";
import { DestinationEditor } from "./DestinationEditor";
import { later } from "./later-parts";

type PresetEditorProps = { preset: ChosenPreset; canWrite: boolean; email: string };

export function PresetEditor({ preset, ...who }: PresetEditorProps) {
  return <DestinationEditor {...who} given={{ saved: null, preset, later }} />;
}
