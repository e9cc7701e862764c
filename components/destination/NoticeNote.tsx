"use client";
// What came back with the page, what stands in the way of saving, and the way out.
import { GitMerge, History, KeyRound, Trash2 } from "lucide-react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { differences } from "#lib/destination/difference";
import type { SavedDestination } from "#lib/destination/schema";
import { AgainButton } from "./AgainButton";
import { useEditor } from "./editor-context";
import type { FormNotesProps } from "./FormNotes";
import { isSavedBy, savedWords } from "./saved-words";

export function NoticeNote(props: FormNotesProps) {
  const { notice, revision, isRestored, onAgain, onDiscard } = props;
  return (
    <>
      {isRestored && notice.kind === "none" && (
        <Note
          actions={
            <Button onClick={onDiscard} size="sm" variant="ghost">
              Discard
            </Button>
          }
          icon={<History />}
          title="What you typed before is back."
        >
          Secret values are not kept over a reload: enter those again that you had typed.
        </Note>
      )}
      {notice.kind === "conflict" && revision !== null && (
        <ConflictNote {...props} theirs={notice.theirs} was={revision} />
      )}
      {notice.kind === "gone" && <GoneNote {...props} />}
      {notice.kind === "signed_out" && (
        <Note
          actions={
            <>
              <a
                className="inline-flex h-control-sm items-center rounded-sm border border-control bg-surface px-2.5 text-13 font-mid shadow-1 hover:bg-hover"
                href="/login?next=/destinations"
                rel="noopener"
                target="_blank"
              >
                Sign in
              </a>
              <AgainButton attempt={notice.attempt} onAgain={onAgain} />
            </>
          }
          icon={<KeyRound />}
          role="alert"
          title="You are signed out."
          tone="wait"
        >
          What you typed stays here. Sign in, in a new tab, then go on.
        </Note>
      )}
      {notice.kind === "failed" && (
        <Note
          actions={<AgainButton attempt={notice.attempt} onAgain={onAgain} />}
          role="alert"
          title={notice.message}
          tone="stop"
        >
          What you typed stays here.
        </Note>
      )}
    </>
  );
}

type ConflictNoteProps = FormNotesProps & { theirs: SavedDestination; was: number };

function ConflictNote({ theirs, was, onCompare, onKeepMine, onLoad }: ConflictNoteProps) {
  const { email, judgement } = useEditor();
  const conflicting = differences(theirs, judgement.destination);
  const count = conflicting.length;
  const isOwn = isSavedBy(theirs, email);
  const [there, here] = isOwn ? ["other tab", "this tab"] : ["theirs", "yours"];
  return (
    <Note
      actions={
        <>
          <Button onClick={onCompare} size="sm">
            Compare
          </Button>
          <Button onClick={() => onKeepMine(theirs)} size="sm" variant="ghost">
            {isOwn ? "Keep this one" : "Keep mine"}
          </Button>
          <Button onClick={() => onLoad(theirs)} size="sm" variant="ghost">
            Load revision {theirs.revision}
          </Button>
        </>
      }
      icon={<GitMerge />}
      role="alert"
      title={`${savedWords(theirs, email)}, while you were editing revision ${was}.`}
      tone="wait"
    >
      {count === 0 ? "This form is the same." : `This form differs in ${count} ${count === 1 ? "field" : "fields"}.`}{" "}
      Save waits until you choose: compare field by field, keep all of this form as revision {theirs.revision + 1}, or
      load revision {theirs.revision} in its place.
      <ul className="mt-1 grid gap-0.5">
        {conflicting.slice(0, 4).map(({ path, label, from, to }) => (
          <li className="[overflow-wrap:anywhere]" key={path}>
            <span className="font-mid text-ink">{label}</span> {there} <code>{from ?? "not set"}</code>, {here}{" "}
            <code>{to ?? "not set"}</code>
          </li>
        ))}
      </ul>
    </Note>
  );
}

function GoneNote({ onKeepAsNew }: FormNotesProps) {
  return (
    <Note
      actions={
        <Button onClick={onKeepAsNew} size="sm">
          Save as new
        </Button>
      }
      icon={<Trash2 />}
      role="alert"
      title="This destination was deleted meanwhile."
      tone="wait"
    >
      What you typed stays here. It can be saved as a new destination; stored secrets must be entered again.
    </Note>
  );
}
