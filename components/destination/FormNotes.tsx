"use client";
// Notes above the form: what stands in the way of saving, and the way out. They push content and cover nothing.
import { type ReactNode, useEffect, useRef } from "react";
import { Note } from "#components/ui/Note";
import type { SavedDestination } from "#lib/destination/schema";
import { AgainButton } from "./AgainButton";
import { useEditor } from "./editor-context";
import type { Attempt, Notice } from "./notice";

export type FormNotesProps = {
  notice: Notice;
  /** What the form was made from. */
  revision: number | null;
  /** What stands above everything from the start. */
  given: ReactNode;
  isRestored: boolean;
  onCompare: () => void;
  onLoad: (theirs: SavedDestination) => void;
  onAgain: (attempt: Attempt) => void;
  onDiscard: () => void;
  onKeepAsNew: () => void;
  onKeepMine: (theirs: SavedDestination) => void;
};

export function FormNotes(props: FormNotesProps) {
  const { notice, given, onAgain } = props;
  const { later } = useEditor();
  const place = useRef<HTMLDivElement>(null);
  const blocks = notice.kind !== "none" && notice.kind !== "saved" && notice.kind !== "invalid";
  useEffect(() => {
    // The note stands above the form, the button that led to it below.
    if (blocks) place.current?.scrollIntoView({ block: "center" });
  }, [blocks]);
  return (
    <div className="grid scroll-mt-20 gap-4 empty:hidden" ref={place}>
      {given}
      {later && <later.NoticeNote {...props} />}
      {notice.kind === "unreachable" && (
        <Note
          actions={<AgainButton attempt={notice.attempt} onAgain={onAgain} />}
          role="alert"
          title="Outspan did not answer."
          tone="stop"
        >
          What you typed stays here. {notice.attempt === "test" ? "Nothing was tested." : "It may not be saved."}
        </Note>
      )}
    </div>
  );
}
