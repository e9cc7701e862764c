"use client";
// A new destination that begins with a preset: filled, and whole, from its first paint on. What that needs comes in the later
// part, so that the empty form does not carry it.
import { lazy, Suspense } from "react";
import type { ChosenPreset } from "#lib/preset/listed";
import { DestinationEditor } from "./DestinationEditor";
import { loadLater } from "./later";

type FilledProps = { preset: ChosenPreset; canWrite: boolean; email: string };

const Filled = lazy(async () => {
  const later = await loadLater();
  return {
    default: ({ preset, ...who }: FilledProps) => <DestinationEditor {...who} given={{ saved: null, preset, later }} />,
  };
});

export function PresetGate(props: FilledProps) {
  return (
    <Suspense>
      <Filled {...props} />
    </Suspense>
  );
}
