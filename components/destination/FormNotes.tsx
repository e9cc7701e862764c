"use client";
// Notes above the form: what stands in the way of saving, and the way out. They push content and cover nothing.
import { Eye, GitMerge, History, KeyRound, Trash2, Unplug } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import type { Difference } from "#lib/destination/difference";
import type { SavedDestination } from "#lib/destination/schema";
import type { Attempt, Notice } from "./notice";
import { formatClock } from "./when";

type FormNotesProps = {
  notice: Notice;
  /** What the form was made from. */
  revision: number | null;
  isReadOnly: boolean;
  isRestored: boolean;
  /** What differs between theirs and ours, while there is a conflict. */
  conflicting: Difference[];
  onCompare: () => void;
  onLoad: (theirs: SavedDestination) => void;
  onAgain: (attempt: Attempt) => void;
  onDiscard: () => void;
  onKeepAsNew: () => void;
};

export function FormNotes(props: FormNotesProps) {
  const { notice, revision, isReadOnly, isRestored, onAgain, onDiscard } = props;
  const place = useRef<HTMLDivElement>(null);
  const blocks = notice.kind !== "none" && notice.kind !== "saved" && notice.kind !== "invalid";
  useEffect(() => {
    // The note stands above the form, the button that led to it below.
    if (blocks) place.current?.scrollIntoView({ block: "center" });
  }, [blocks]);
  return (
    <div className="grid scroll-mt-20 gap-4 empty:hidden" ref={place}>
      {isReadOnly && (
        <Note icon={<Eye />} title="You can look, not change.">
          Saving and testing need the role Admin.
        </Note>
      )}
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
      {notice.kind === "unreachable" && (
        <Note
          actions={<AgainButton attempt={notice.attempt} onAgain={onAgain} />}
          icon={<Unplug />}
          role="alert"
          title="Outspan did not answer."
          tone="stop"
        >
          What you typed stays here. {notice.attempt === "test" ? "Nothing was tested." : "It may not be saved."}
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
    </div>
  );
}

function AgainButton({ attempt, onAgain }: { attempt: Attempt; onAgain: (attempt: Attempt) => void }) {
  const labels: Record<Attempt, string> = { save: "Save again", test: "Test again", "save and test": "Try again" };
  return (
    <Button onClick={() => onAgain(attempt)} size="sm" variant="ghost">
      {labels[attempt]}
    </Button>
  );
}

function ConflictNote({
  theirs,
  was,
  conflicting,
  onCompare,
  onLoad,
}: FormNotesProps & { theirs: SavedDestination; was: number }) {
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
