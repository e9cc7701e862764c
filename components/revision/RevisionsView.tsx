"use client";
// The Revisions page of a saved destination: the list, one of them beside another, and bringing one back.
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { DraftNote } from "#components/destination/DraftNote";
import { SavedHead } from "#components/destination/SavedHead";
import { toast } from "#components/ui/toast";
import { restoreDestination } from "#lib/actions/destination";
import type { Revision, RevisionDifference } from "#lib/destination/revision";
import type { SavedDestination } from "#lib/destination/schema";
import { type Restored, useRestored } from "./RestoredFrame";
import { RevisionBeside } from "./RevisionBeside";
import { revisionAddress } from "./revision-words";

const RestoreDialog = lazy(() =>
  import("./RestoreDialog").then((module) => ({ default: module.RestoreDialog<Restored> })),
);

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
  const page = `/destinations/${encodeURIComponent(id)}/revisions`;
  const from = chosen.revision;
  const onRestored = (restored: Restored) => {
    const { destination } = restored;
    setRestoring(false);
    toast({
      title: `Revision ${from} is back as revision ${destination.revision}.`,
      text: destination.enabled ? "Exporting with its settings." : "The destination is off.",
    });
    follow(restored);
    router.push(revisionAddress(page, destination.revision), { scroll: false });
    router.refresh();
  };
  return (
    <>
      <SavedHead onSwitched={() => router.refresh()} open="revisions" reason={reason} saved={saved} />
      <DraftNote id={id} />
      {panel}
      <RevisionBeside
        chosen={chosen}
        current={current}
        difference={difference}
        onRestore={() => setRestoring(true)}
        page={page}
        reason={reason}
        revisions={revisions}
      />
      {isRestoring && (
        <Suspense>
          <RestoreDialog
            canTest
            effect="Export switches over without a restart."
            name={name}
            onClose={() => setRestoring(false)}
            onRestored={onRestored}
            revision={from}
            settings={`/destinations/${id}/settings`}
            source={{
              path: `/api/v1${page}/${from}/restore`,
              restore: (given) => restoreDestination({ id, from, ...given }),
            }}
          />
        </Suspense>
      )}
    </>
  );
}
