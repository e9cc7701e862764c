"use client";
// The first thing on a new destination: the backend to start from. Its card and its list come with the later part.
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/Button";
import { useEditor } from "./editor-context";

export function PresetSlot({ lead }: { lead: ReactNode }) {
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
          {lead}
          <Button onClick={choose}>Choose a backend</Button>
        </div>
      )}
      {later && isChoosing && <later.PresetChoosing onClose={() => setChoosing(false)} />}
    </>
  );
}
