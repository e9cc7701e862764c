"use client";
// What stands in the way of saving, and the way out.
import { GitMerge, KeyRound, Trash2 } from "lucide-react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { differences } from "#lib/destination/difference";
import type { SavedDestination } from "#lib/destination/schema";
import { AgainButton } from "./AgainButton";
import { useEditor } from "./editor-context";
import type { FormNotesProps } from "./FormNotes";
import { formatClock } from "./when";

export function NoticeNote(props: FormNotesProps) {
  const { notice, revision, onAgain } = props;
  return (
    <>
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

function ConflictNote({ theirs, was, onCompare, onLoad }: FormNotesProps & { theirs: SavedDestination; was: number }) {
  const { destination } = useEditor().judgement;
  const conflicting = differences(theirs, destination);
  const count = conflicting.length;
  return (
    <Note
      actions={
        <>
          <Button onClick={onCompare} size="sm">
            Compare
          </Button>
          <Button onClick={() => onLoad(theirs)} size="sm" variant="ghost">
            Load revision {theirs.revision}
          </Button>
        </>
      }
      icon={<GitMerge />}
      role="alert"
      title={`${theirs.updatedBy.name} saved revision ${theirs.revision} at ${formatClock(theirs.updatedAt)}, while you were editing revision ${was}.`}
      tone="wait"
    >
      {count === 0 ? "Yours is the same." : `Yours differs in ${count} ${count === 1 ? "field" : "fields"}.`} Nothing of
      yours is lost.
      <ul className="mt-1 grid gap-0.5">
        {conflicting.slice(0, 4).map(({ path, label, from, to }) => (
          <li className="[overflow-wrap:anywhere]" key={path}>
            <span className="font-mid text-ink">{label}</span> theirs <code>{from ?? "not set"}</code>, yours{" "}
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
