"use client";
// The Revisions page of a saved destination: the list, one of them beside another, and bringing one back.
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { DraftNote } from "#components/destination/DraftNote";
import { SavedHead } from "#components/destination/SavedHead";
import { toast } from "#components/ui/toast";
import type { Revision, RevisionDifference } from "#lib/destination/revision";
import type { SavedDestination } from "#lib/destination/schema";
import { useRestored } from "./RestoredFrame";
import { RevisionDetail } from "./RevisionDetail";
import { RevisionList } from "./RevisionList";
import { revisionAddress } from "./revision-words";
import type { Restored } from "./use-restoration";

const RestoreDialog = lazy(() => import("./RestoreDialog").then((module) => ({ default: module.RestoreDialog })));

type RevisionsViewProps = {
  saved: SavedDestination;
  revisions: readonly Revision[];
  chosen: Revision;
  difference: RevisionDifference;
  reason: string | undefined;
};

export function RevisionsView({ saved, revisions, chosen, difference, reason }: RevisionsViewProps) {
  const router = useRouter();
  const { panel, follow } = useRestored();
  const [isRestoring, setRestoring] = useState(false);
  const { id, name, revision: current } = saved;
  const onRestored = (restored: Restored) => {
    const { destination, from } = restored;
    setRestoring(false);
    toast({
      title: `Revision ${from} is back as revision ${destination.revision}.`,
      text: destination.enabled ? "Exporting with its settings." : "The destination is off.",
    });
    follow(restored);
    router.push(revisionAddress(id, destination.revision), { scroll: false });
    router.refresh();
  };
  return (
    <>
      <SavedHead onSwitched={() => router.refresh()} open="revisions" reason={reason} saved={saved} />
      <DraftNote id={id} />
      {panel}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 rail:grid-cols-[248px_minmax(0,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <RevisionList chosen={chosen.revision} current={current} id={id} revisions={revisions} />
          <p className="text-12 text-pretty text-ink-3 rail:px-4">
            The newest 200 are kept. Who did what beyond that stands in the audit.
          </p>
        </div>
        <RevisionDetail
          chosen={chosen}
          current={current}
          difference={difference}
          id={id}
          onRestore={() => setRestoring(true)}
          reason={reason}
          revisions={revisions}
        />
      </div>
      {isRestoring && (
        <Suspense>
          <RestoreDialog
            id={id}
            name={name}
            onClose={() => setRestoring(false)}
            onRestored={onRestored}
            revision={chosen.revision}
          />
        </Suspense>
      )}
    </>
  );
}
