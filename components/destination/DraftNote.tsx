"use client";
// Tells that settings were typed in this tab and never saved: what runs is the saved revision.
import { PencilLine } from "lucide-react";
import { useSyncExternalStore } from "react";
import { LinkButton } from "#components/ui/LinkButton";
import { Note } from "#components/ui/Note";
import { readStoredDraft } from "./stored-draft";

const never = () => () => {};

export function DraftNote({ id }: { id: string }) {
  const hasDraft = useSyncExternalStore(
    never,
    () => readStoredDraft(id) !== null,
    () => false,
  );
  if (!hasDraft) return null;
  return (
    <Note
      actions={
        <LinkButton href={`/destinations/${id}/settings`} size="sm">
          Go on with it
        </LinkButton>
      }
      icon={<PencilLine />}
      title="The settings hold changes that are not saved."
    >
      What you see here is of the saved revision.
    </Note>
  );
}
