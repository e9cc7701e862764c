"use client";
// Moves of the whole draft: taking a saved revision in its place, dropping it, merging it, making a new destination of it.
import { useEffect, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { type DestinationDraft, emptyDraft } from "#lib/destination/draft-shape";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import type { Later } from "./later-parts";
import { forgetDraft } from "./stored-draft";
import type { Submission } from "./use-submission";

type Given = {
  form: UseFormReturn<DestinationDraft>;
  later: Later | null;
  saved: SavedDestination | null;
  setSaved: (saved: SavedDestination | null) => void;
  submission: Submission;
  dropRestored: () => void;
};

export function useEditorMoves({ form, later, saved, setSaved, submission, dropRestored }: Given) {
  const { setNotice, submit, saveOver } = submission;
  const [isSavingAnew, setSavingAnew] = useState(false);
  useEffect(() => {
    // What is submitted is judged by what is saved, so it waits until there is nothing.
    if (!isSavingAnew || saved !== null) return;
    setSavingAnew(false);
    void submit("save");
  });

  const load = (destination: SavedDestination) => {
    if (later) form.reset(later.draftOf(destination));
    forgetDraft(destination.id);
    setSaved(destination);
    setNotice({ kind: "none" });
  };
  const discard = () => {
    form.reset(later && saved ? later.draftOf(saved) : emptyDraft());
    forgetDraft(saved?.id ?? null);
    dropRestored();
    setNotice({ kind: "none" });
  };
  const merge = (theirs: SavedDestination, merged: Destination) => {
    load(theirs);
    if (later) form.reset(later.draftOf(merged), { keepDefaultValues: true });
    void saveOver(theirs);
  };
  /** The switch of the header made a revision: the draft goes on from it. */
  const takeOver = (next: SavedDestination) => {
    setSaved(next);
    form.resetField("enabled", { defaultValue: next.enabled });
  };
  /** It was deleted elsewhere: what is here becomes a new destination, and is saved as soon as it is one. */
  const saveAnew = () => {
    setSaved(null);
    setSavingAnew(true);
    window.history.replaceState(null, "", "/destinations/new");
  };
  return { load, discard, merge, takeOver, saveAnew };
}
