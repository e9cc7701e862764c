"use client";
// A new destination that begins with a preset. Until the later part is there it is a skeleton: a field that is not listening
// yet would lose what is typed into it.
import { type ReactNode, useEffect, useState } from "react";
import type { ChosenPreset } from "#lib/preset/listed";
import { DestinationEditor } from "./DestinationEditor";
import { loadLater } from "./later";
import type { Later } from "./later-parts";
import type { EditorInput } from "./use-destination-editor";

type PresetGateProps = Omit<EditorInput, "given"> & { preset: ChosenPreset; children: ReactNode };

export function PresetGate({ preset, children, ...who }: PresetGateProps) {
  const [later, setLater] = useState<Later | null>(null);
  useEffect(() => {
    loadLater().then(setLater, (error: unknown) => {
      setLater(() => {
        throw error;
      });
    });
  }, []);
  return later ? <DestinationEditor {...who} given={{ saved: null, preset, later }} /> : children;
}
