"use client";
// Theirs, yours and what it was, field by field; the chosen sides are saved on top of the newer revision. Loaded on demand.
import { useState } from "react";
import { Button } from "#components/ui/Button";
import { cn } from "#components/ui/cn";
import { Dialog } from "#components/ui/Dialog";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import { useEditor } from "./editor-context";
import { type ComparedField, compareFields, mergeFields, type Side } from "./merge";
import { savedWords } from "./saved-words";

type CompareDialogProps = {
  was: SavedDestination;
  theirs: SavedDestination;
  yours: Destination;
  onClose: () => void;
  onMerge: (merged: Destination) => void;
};

export function CompareDialog({ was, theirs, yours, onClose, onMerge }: CompareDialogProps) {
  const { email } = useEditor();
  const fields = compareFields(was, theirs, yours);
  const [chosen, setChosen] = useState(
    () => new Map<string, Side>(fields.map(({ path, suggested }) => [path, suggested])),
  );
  const choose = (path: string, side: Side) => setChosen(new Map(chosen).set(path, side));
  return (
    <Dialog
      description={`${savedWords(theirs, email)}. Choose a side for each field; nothing is saved before you say so.`}
      footer={
        <>
          <Button onClick={onClose}>Keep editing</Button>
          <Button onClick={() => onMerge(mergeFields(theirs, yours, chosen))} variant="primary">
            Save on top of revision {theirs.revision}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      size="lg"
      title={`Compare with revision ${theirs.revision}`}
    >
      {fields.length === 0 && <p className="text-13 text-ink-2">No field differs. Save on top to keep both.</p>}
      <div className="grid divide-y divide-line-soft">
        {fields.map((field) => (
          <FieldChoice
            field={field}
            key={field.path}
            onChoose={(side) => choose(field.path, side)}
            side={chosen.get(field.path) ?? field.suggested}
          />
        ))}
      </div>
    </Dialog>
  );
}

function FieldChoice({ field, side, onChoose }: { field: ComparedField; side: Side; onChoose: (side: Side) => void }) {
  const sides = [
    { side: "theirs" as const, title: "Theirs", text: field.theirs },
    { side: "yours" as const, title: "Yours", text: field.yours },
  ];
  return (
    <fieldset className="min-w-0 py-3">
      <legend className="float-left mb-1.5 w-full text-13 font-label">{field.label}</legend>
      <div className="clear-both grid grid-cols-3 gap-2 max-rail:grid-cols-1">
        {sides.map((one) => (
          <label
            className="relative grid content-start gap-0.5 rounded-md border border-control bg-surface px-3 py-2 hover:bg-hover has-checked:border-ink has-checked:ring-1 has-checked:ring-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
            key={one.side}
          >
            <input
              checked={side === one.side}
              className="absolute inset-0 opacity-0"
              name={field.path}
              onChange={() => onChoose(one.side)}
              type="radio"
            />
            <span className="text-12 text-ink-3">{one.title}</span>
            <Value text={one.text} />
          </label>
        ))}
        <div className="grid content-start gap-0.5 rounded-md border border-transparent bg-sunken px-3 py-2">
          <span className="text-12 text-ink-3">Was</span>
          <Value text={field.was} />
        </div>
      </div>
    </fieldset>
  );
}

function Value({ text }: { text: string | null }) {
  return (
    <span className={cn("mono-12 max-h-24 overflow-y-auto [overflow-wrap:anywhere]", text === null && "text-ink-3")}>
      {text ?? "not set"}
    </span>
  );
}
