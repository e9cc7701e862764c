"use client";
// Above a form that was filled from pasted settings: what is left to enter, marked at its fields at once; or that nothing is left of them.
import { useEffect, useRef } from "react";
import { useFormContext } from "react-hook-form";
import type { HandedSettings } from "#components/import/handed-settings";
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { findHoles } from "#lib/destination/hole";
import { useEditor } from "./editor-context";
import { markHoles } from "./mark-holes";

export function PastedNote({ handed }: { handed: HandedSettings | null }) {
  const { trigger } = useFormContext<DestinationDraft>();
  const { saved, judgement } = useEditor();
  const note = useRef<HTMLDivElement>(null);
  const marked = useRef<HandedSettings>(null);
  useEffect(() => {
    // Once: a second time would take the focus from whoever types by then.
    if (handed === null || marked.current === handed) return;
    marked.current = handed;
    // The dialog that had the focus is gone.
    note.current?.focus({ preventScroll: true });
    markHoles(trigger, handed.destination);
  }, [trigger, handed]);
  if (saved !== null) return null;
  if (handed === null)
    return (
      <Note
        actions={
          <LinkButton href="/destinations/import" size="sm">
            Paste settings
          </LinkButton>
        }
        title="The pasted settings are not kept over a reload."
      >
        They were in this page’s memory alone. Paste them again to fill the form.
      </Note>
    );
  const left = [...new Set(findHoles(judgement.destination, "").map(({ name }) => name))];
  return (
    <div className="rounded-md" ref={note} tabIndex={-1}>
      <Note title={`Filled from: ${handed.label}`} tone={left.length > 0 ? "wait" : "neutral"}>
        {left.length > 0
          ? `Enter the value of ${left.join(", ")}, then test. A reload loses what was filled in.`
          : "Look it over, then test. Nothing is saved yet; a reload loses it."}
      </Note>
    </div>
  );
}
