"use client";
// The first thing on a new destination: the backend to start from. Its card and its list come with the later part.
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { useEditor } from "./editor-context";

export function PresetSlot() {
  const { later, preset, isReadOnly } = useEditor();
  const [isChoosing, setChoosing] = useState(false);
  if (isReadOnly) return null;
  const choose = () => setChoosing(true);
  return (
    <>
      {later && preset ? (
        <later.PresetCard onChange={choose} />
      ) : (
        <div className="mb-6 flex items-center gap-3 rounded-lg border border-line bg-surface p-3.5 shadow-1">
          <p className="min-w-0 flex-1 text-13 text-ink-3">
            <strong className="block font-strong text-14 text-ink">Start from a backend</strong>A preset fills the form
          </p>
          <Button onClick={choose}>Choose a backend</Button>
        </div>
      )}
      {later && isChoosing && <later.PresetChoosing onClose={() => setChoosing(false)} />}
    </>
  );
}
