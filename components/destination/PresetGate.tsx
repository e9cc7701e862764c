"use client";
// A new destination that begins with a preset. Until the later part is there it is a skeleton: a field that is not listening
// yet would lose what is typed into it.
import { type ReactNode, useEffect } from "react";
import type { ChosenPreset } from "#lib/preset/listed";
import { DestinationEditor } from "./DestinationEditor";
import type { EditorInput } from "./use-destination-editor";
import { useLater } from "./use-later";

type PresetGateProps = Omit<EditorInput, "given"> & { preset: ChosenPreset; children: ReactNode };

export function PresetGate({ preset, children, ...who }: PresetGateProps) {
  const { later, load } = useLater(null);
  useEffect(() => {
    load().catch(() => undefined);
  }, [load]);
  return later ? <DestinationEditor {...who} given={{ saved: null, preset, later }} /> : children;
}
