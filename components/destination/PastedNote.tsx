"use client";
// Above a form that was filled from pasted settings: what is left to enter, marked at its fields at once; or that nothing is left of them.
import { useEffect } from "react";
import { useFormContext } from "react-hook-form";
import type { HandedSettings } from "#components/import/handed-settings";
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { findHoles } from "#lib/destination/hole";
import { useEditor } from "./editor-context";
import { markHoles } from "./mark-holes";

export function PastedNote({ handed }: { handed: HandedSettings | null }) {
  // The form itself is another object with each drawing; this function stays.
  const { trigger } = useFormContext<DestinationDraft>();
  const { saved, judgement } = useEditor();
  useEffect(() => {
    if (handed !== null) markHoles(trigger, handed.destination);
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
    <Note title={`Filled from: ${handed.label}`} tone={left.length > 0 ? "wait" : "neutral"}>
      {left.length > 0
        ? `Enter the value of ${left.join(", ")}, then test. A reload loses what was filled in.`
        : "Look it over, then test. Nothing is saved yet; a reload loses it."}
    </Note>
  );
}
