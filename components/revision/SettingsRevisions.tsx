"use client";
// The revisions of the settings: the list, one of them beside another, and bringing one back.
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { toast } from "#components/ui/toast";
import { restoreSettings } from "#lib/actions/settings";
import type { Revision, RevisionDifference } from "#lib/destination/revision";
import type { SavedSettings } from "#lib/settings";
import { KeptNote } from "./KeptNote";
import { RevisionDetail } from "./RevisionDetail";
import { RevisionList } from "./RevisionList";
import { revisionAddress } from "./revision-words";

const RestoreDialog = lazy(() =>
  import("./RestoreDialog").then((module) => ({ default: module.RestoreDialog<SavedSettings> })),
);

type SettingsRevisionsProps = {
  /** Newest first. */
  revisions: readonly Revision[];
  chosen: Revision;
  current: number;
  difference: RevisionDifference;
  reason: string | undefined;
};

const page = "/settings/instance/revisions";

export function SettingsRevisions({ revisions, chosen, current, difference, reason }: SettingsRevisionsProps) {
  const router = useRouter();
  const [isRestoring, setRestoring] = useState(false);
  const from = chosen.revision;
  const onRestored = ({ revision }: SavedSettings) => {
    setRestoring(false);
    toast({ title: `Revision ${from} is back as revision ${revision}.`, text: "Names, webhooks and retention." });
    router.push(revisionAddress(page, revision), { scroll: false });
    router.refresh();
  };
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 rail:grid-cols-[220px_minmax(0,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <RevisionList chosen={from} current={current} page={page} revisions={revisions} />
          <KeptNote />
        </div>
        <RevisionDetail
          chosen={chosen}
          current={current}
          difference={difference}
          onRestore={() => setRestoring(true)}
          page={page}
          reason={reason}
          revisions={revisions}
        />
      </div>
      {isRestoring && (
        <Suspense>
          <RestoreDialog
            canTest={false}
            effect="It holds at once."
            name="the settings"
            onClose={() => setRestoring(false)}
            onRestored={onRestored}
            revision={from}
            settings="/settings/instance"
            source={{
              path: `/api/v1/settings/revisions/${from}/restore`,
              restore: ({ test: _, ...given }) => restoreSettings({ from, ...given }),
            }}
          />
        </Suspense>
      )}
    </>
  );
}
