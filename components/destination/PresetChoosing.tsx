"use client";
// The list of backends over the form, and what happens to the one that is chosen.
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { readPreset } from "#components/preset/read-presets";
import { Note } from "#components/ui/Note";
import type { PresetLine } from "#lib/preset/listed";
import { usePreset } from "./use-preset";

const PresetDialog = lazy(() =>
  import("#components/preset/PresetDialog").then((module) => ({ default: module.PresetDialog })),
);

export function PresetChoosing({ onClose }: { onClose: () => void }) {
  const { fill } = usePreset();
  const [missing, setMissing] = useState<string | null>(null);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const choose = async ({ id, name }: PresetLine) => {
    const chosen = await readPreset(id);
    // Who closed the list meanwhile has thought better of it.
    if (!isOpen.current) return;
    if (chosen === null) return setMissing(name);
    fill(chosen, {});
    showInAddress(id);
    onClose();
  };
  if (missing !== null) {
    return (
      <Note className="mb-6" role="alert" title="Outspan did not answer." tone="stop">
        {missing} was not filled in. What you typed stays here.
      </Note>
    );
  }
  return (
    <Suspense>
      <PresetDialog onChoose={(line) => void choose(line)} onClose={onClose} />
    </Suspense>
  );
}

/** A reload begins with the same preset. */
export function showInAddress(id: string): void {
  window.history.replaceState(null, "", `?preset=${id}`);
}
